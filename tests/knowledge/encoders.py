"""A stand-in for the encoder of the shipped model, quick and easy to predict."""

import zlib

import numpy as np

from knowledge.encoder import DIMENSIONS
from knowledge.words import words


class CountingEncoder:
    """Texts as the hashed counts of their words, and a list of all it was asked for."""

    def __init__(self):
        self.asked = []

    def encode(self, texts):
        self.asked += texts
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            for word in words(text) or ["(nothing)"]:
                vectors[row, zlib.crc32(word.encode()) % DIMENSIONS] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
