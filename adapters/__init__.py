"""Everything that touches the outside world: platforms, files, the environment, the clock."""

import os

# Two pools of threads that wait by spinning, numpy's and onnxruntime's, fight over the same cores: with one
# thread for numpy's small products a question takes half the time. Read by OpenBLAS when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
