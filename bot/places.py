"""What people call their time, where it is no zone's name: abbreviations, cities, states, countries.

Names are in small letters, without accents or punctuation.
"""

from collections.abc import Mapping

CALLED: Mapping[str, str] = {
    # In North America letters with S are said all year, and without one too.
    "et est edt est5edt eastern us-eastern": "America/New_York",
    "ct cdt cst6cdt central us-central": "America/Chicago",
    "cst": "America/Chicago Asia/Shanghai",
    "mt mdt mst7mdt mountain us-mountain": "America/Denver",
    "mst": "America/Denver America/Phoenix",
    "pt pst pdt pst8pdt la pacific us-pacific": "America/Los_Angeles",
    "akst akdt": "America/Anchorage",
    "hst hdt": "Pacific/Honolulu",
    "ast": "America/Halifax Asia/Riyadh",
    "adt atlantic": "America/Halifax",
    "nst ndt": "America/St_Johns",
    "brt": "America/Sao_Paulo",
    "art": "America/Argentina/Buenos_Aires",
    "cot": "America/Bogota",
    "clt clst": "America/Santiago",
    "gmt greenwich": "Europe/London Etc/UTC",
    "utc z zulu uct universal coordinated-universal": "Etc/UTC",
    "bst": "Europe/London Asia/Dhaka",
    "ist": "Asia/Kolkata Europe/Dublin Asia/Jerusalem",
    "wet west western-european": "Europe/Lisbon",
    "cet cest met mest mez mesz central-european": "Europe/Berlin",
    "eet eest eastern-european": "Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kyiv Africa/Cairo",
    "msk": "Europe/Moscow",
    "trt": "Europe/Istanbul",
    "cat": "Africa/Johannesburg Africa/Maputo",
    "eat": "Africa/Nairobi",
    "wat": "Africa/Lagos",
    "sast": "Africa/Johannesburg",
    "gst": "Asia/Dubai",
    "pkt": "Asia/Karachi",
    "npt": "Asia/Kathmandu",
    "wib": "Asia/Jakarta",
    "ict": "Asia/Bangkok Asia/Ho_Chi_Minh",
    "sgt": "Asia/Singapore",
    "hkt": "Asia/Hong_Kong",
    "pht": "Asia/Manila",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "awst": "Australia/Perth",
    "acst acdt": "Australia/Adelaide Australia/Darwin",
    "aest": "Australia/Sydney Australia/Brisbane",
    "aedt": "Australia/Sydney",
    "nzt nzst nzdt": "Pacific/Auckland",
    "ca": "America/Los_Angeles America/Toronto America/Vancouver",
    "europe": "Europe/Berlin Europe/London Europe/Istanbul Europe/Athens Europe/Moscow",
    "america north-america": "America/New_York America/Chicago America/Los_Angeles America/Denver",
    "south-america": "America/Sao_Paulo America/Bogota America/Argentina/Buenos_Aires America/Lima",
    "africa": "Africa/Lagos Africa/Cairo Africa/Johannesburg Africa/Nairobi",
    "asia": "Asia/Kolkata Asia/Shanghai Asia/Jakarta Asia/Tokyo Asia/Karachi Asia/Manila",
    "australia": "Australia/Sydney Australia/Brisbane Australia/Perth Australia/Adelaide Australia/Darwin",
}
"""Zones that a name stands for, and it alone; a hyphen stands for a space."""

PLACES: Mapping[str, str] = {
    "Asia/Kolkata": "bangalore, bengaluru, bombay, mumbai, delhi, new delhi, hyderabad, chennai, madras, "
    "pune, ahmedabad, gurgaon, gurugram, noida, jaipur, surat, lucknow, kanpur, nagpur, indore, kochi, "
    "cochin, thiruvananthapuram, trivandrum, coimbatore, chandigarh, goa, bharat",
    "Asia/Shanghai": "beijing, peking, shenzhen, guangzhou, canton, hangzhou, chengdu, nanjing, wuhan, "
    "xian, suzhou, tianjin, chongqing, dongguan, qingdao, prc",
    "America/New_York": "nyc, new york city, manhattan, brooklyn, washington dc, dc, washington, boston, "
    "cambridge, philadelphia, philly, pittsburgh, atlanta, miami, orlando, tampa, jacksonville, "
    "charlotte, raleigh, durham, research triangle, baltimore, cleveland, columbus, cincinnati, buffalo, "
    "rochester, ann arbor, portland, richmond, connecticut, delaware, florida, georgia, maine, maryland, "
    "massachusetts, new hampshire, new jersey, north carolina, ohio, pennsylvania, "
    "rhode island, south carolina, vermont, virginia, west virginia, ny, ma, nj, fl, pa, nc, east coast",
    "America/Chicago": "austin, dallas, houston, san antonio, fort worth, dfw, minneapolis, st paul, "
    "twin cities, milwaukee, madison, kansas city, st louis, saint louis, nashville, memphis, "
    "new orleans, oklahoma city, omaha, des moines, birmingham, huntsville, alabama, arkansas, illinois, "
    "iowa, kansas, louisiana, minnesota, mississippi, missouri, nebraska, north dakota, oklahoma, "
    "south dakota, tennessee, texas, wisconsin, tx, il",
    "America/Los_Angeles": "sf, san francisco, frisco, bay area, sf bay area, san francisco bay area, "
    "silicon valley, hollywood, oakland, berkeley, palo alto, mountain view, menlo park, cupertino, "
    "sunnyvale, san jose, santa clara, santa cruz, santa barbara, san diego, orange county, sacramento, "
    "seattle, redmond, bellevue, spokane, portland, las vegas, reno, california, washington, "
    "washington state, oregon, or, nevada, wa, west coast",
    "America/Denver": "boulder, colorado springs, salt lake city, slc, provo, albuquerque, santa fe, "
    "colorado, utah, new mexico, montana, wyoming, idaho",
    "America/Phoenix": "tucson, scottsdale, tempe, mesa, arizona",
    "America/Sao_Paulo": "rio de janeiro, rio, brasilia, belo horizonte, porto alegre, curitiba, "
    "florianopolis, campinas, salvador, sampa, brasil",
    "Europe/Berlin": "munich, munchen, muenchen, hamburg, frankfurt, cologne, koln, koeln, stuttgart, "
    "dusseldorf, duesseldorf, leipzig, dresden, nuremberg, nurnberg, nuernberg, hanover, hannover, "
    "bremen, karlsruhe, heidelberg, dortmund, essen, bonn, potsdam, deutschland, mitteleuropa",
    "Europe/London": "england, scotland, wales, northern ireland, great britain, united kingdom, "
    "manchester, birmingham, edinburgh, glasgow, bristol, cambridge, oxford, leeds, liverpool, sheffield, "
    "newcastle, nottingham, brighton, cardiff, reading",
    "Europe/Paris": "lyon, marseille, toulouse, nice, bordeaux, lille, nantes, strasbourg, grenoble, "
    "montpellier, rennes, sophia antipolis",
    "Asia/Tokyo": "osaka, kyoto, yokohama, nagoya, fukuoka, sapporo, kobe, nippon",
    "Asia/Jakarta": "bandung, surabaya, yogyakarta",
    "Asia/Makassar": "bali, denpasar",
    "Asia/Karachi": "lahore, islamabad, rawalpindi, faisalabad, hyderabad",
    "Africa/Lagos": "abuja, kano, ibadan, port harcourt",
    "Asia/Dhaka": "chittagong",
    "Europe/Moscow": "saint petersburg, st petersburg, nizhny novgorod, kazan",
    "Asia/Yekaterinburg": "",
    "America/Mexico_City": "guadalajara, puebla, cdmx, leon",
    "America/Monterrey": "saltillo",
    "America/Tijuana": "baja california",
    "Asia/Manila": "quezon city, cebu, davao, makati",
    "Africa/Cairo": "alexandria, giza",
    "Asia/Ho_Chi_Minh": "hanoi, ha noi, da nang, danang, ho chi minh city, hcmc",
    "Europe/Istanbul": "ankara, izmir, bursa, antalya, turkiye, constantinople",
    "Asia/Tehran": "isfahan, shiraz, mashhad",
    "Asia/Bangkok": "chiang mai, phuket",
    "Africa/Johannesburg": "cape town, durban, pretoria, joburg",
    "Asia/Seoul": "busan, incheon, south korea, korea, republic of korea",
    "Europe/Rome": "milan, milano, turin, torino, naples, napoli, bologna, florence, firenze, genoa, "
    "venice, roma",
    "Europe/Madrid": "barcelona, valencia, seville, sevilla, bilbao, malaga, zaragoza, cordoba, espana",
    "Atlantic/Canary": "canary islands, canaries, tenerife, gran canaria, las palmas",
    "America/Manaus": "amazonas",
    "America/Rio_Branco": "acre",
    "America/Bogota": "medellin, cali, barranquilla",
    "America/Argentina/Buenos_Aires": "la plata, baires, mar del plata",
    "Africa/Nairobi": "mombasa",
    "Europe/Kyiv": "lviv, kharkiv, odesa, odessa, dnipro",
    "Europe/Warsaw": "krakow, cracow, wroclaw, gdansk, poznan, lodz, katowice, polska, warszawa",
    "Africa/Casablanca": "rabat, marrakesh, marrakech, tangier",
    "Asia/Riyadh": "jeddah, mecca, medina, dammam, ksa",
    "Asia/Dubai": "abu dhabi, sharjah, uae, emirates",
    "America/Toronto": "ottawa, montreal, quebec, quebec city, waterloo, kitchener, hamilton, "
    "mississauga, ontario, london ontario",
    "America/Vancouver": "victoria, burnaby, british columbia, bc",
    "America/Edmonton": "calgary, alberta",
    "America/Winnipeg": "manitoba",
    "America/Regina": "saskatoon, saskatchewan",
    "America/Halifax": "nova scotia, new brunswick",
    "America/St_Johns": "newfoundland",
    "Asia/Singapore": "",
    "Asia/Taipei": "hsinchu, kaohsiung, taichung, taiwan",
    "Asia/Hong_Kong": "hk, kowloon",
    "Asia/Kuala_Lumpur": "kl, penang, johor bahru",
    "Australia/Sydney": "canberra, newcastle, new south wales, nsw, wollongong",
    "Australia/Brisbane": "gold coast, queensland",
    "Australia/Perth": "western australia",
    "Australia/Adelaide": "south australia",
    "Australia/Darwin": "northern territory",
    "Australia/Hobart": "tasmania",
    "Pacific/Auckland": "wellington, christchurch, nz, aotearoa",
    "Asia/Jerusalem": "tel aviv, tel aviv yafo, haifa, israel",
    "Europe/Amsterdam": "rotterdam, the hague, den haag, utrecht, eindhoven, delft, holland",
    "Europe/Brussels": "antwerp, ghent, gent, leuven, bruxelles, brussel",
    "Europe/Zurich": "geneva, geneve, basel, bern, berne, lausanne, lugano, schweiz, suisse",
    "Europe/Vienna": "graz, linz, salzburg, innsbruck, wien, osterreich, oesterreich",
    "Europe/Stockholm": "gothenburg, goteborg, malmo, uppsala, lund",
    "Europe/Copenhagen": "aarhus, odense, aalborg, kobenhavn",
    "Europe/Oslo": "bergen, trondheim, stavanger",
    "Europe/Helsinki": "tampere, espoo, oulu, turku",
    "Europe/Dublin": "cork, galway, limerick, ireland, eire",
    "Europe/Lisbon": "porto, braga, coimbra, lisboa",
    "Europe/Prague": "brno, ostrava, czechia, praha",
    "Europe/Budapest": "debrecen",
    "Europe/Bucharest": "cluj, cluj napoca, timisoara, iasi, bucuresti",
    "Europe/Sofia": "plovdiv, varna",
    "Europe/Belgrade": "novi sad, nis",
    "Europe/Zagreb": "split",
    "Europe/Athens": "thessaloniki",
    "Europe/Minsk": "belarus",
    "Europe/Vilnius": "kaunas",
    "Europe/Tallinn": "tartu",
    "Asia/Yerevan": "",
    "Asia/Tbilisi": "batumi",
    "Asia/Kathmandu": "pokhara",
    "Asia/Almaty": "astana, nur sultan",
    "Asia/Tashkent": "",
    "Asia/Novosibirsk": "siberia, akademgorodok",
    "America/Lima": "cusco, arequipa",
    "America/Santiago": "valparaiso, concepcion",
    "America/Montevideo": "",
    "America/Guayaquil": "quito",
    "America/La_Paz": "santa cruz de la sierra",
    "America/Costa_Rica": "san jose",
    "America/Anchorage": "alaska",
    "Pacific/Honolulu": "hawaii",
    "America/Detroit": "michigan",
    "America/Kentucky/Louisville": "kentucky, lexington",
    "America/Indiana/Indianapolis": "indiana",
    "America/Boise": "",
    "Africa/Kigali": "",
    "Africa/Accra": "kumasi",
    "Africa/Addis_Ababa": "",
    "Africa/Tunis": "",
    "Asia/Colombo": "",
}
"""More names of zones, which several may share; zones with many people come first."""

COUNTRIES: Mapping[str, str] = {
    "usa": "US", "u s a": "US", "u s": "US", "america usa": "US", "the us": "US",
    "united states of america": "US", "the states": "US", "uk": "GB",
    "u k": "GB", "britain": "GB", "bosnia": "BA", "bosnia and herzegovina": "BA", "burma": "MM",
    "cabo verde": "CV", "congo": "CD", "drc": "CD", "dr congo": "CD",
    "democratic republic of the congo": "CD", "ivory coast": "CI", "east timor": "TL",
    "timor leste": "TL", "eswatini": "SZ", "swaziland": "SZ", "macedonia": "MK", "myanmar": "MM",
    "north korea": "KP", "persia": "IR", "russian federation": "RU", "samoa": "WS",
    "slovak republic": "SK", "trinidad": "TT", "uae": "AE", "vatican": "VA", "viet nam": "VN",
    "vietnam": "VN", "italia": "IT", "trinidad and tobago": "TT", "antigua and barbuda": "AG",
    "american samoa": "AS", "macao": "MO",
}  # fmt: skip
"""Countries by names that the table of the time zones does not have for them."""

NEARLY_ALL: Mapping[str, str] = {
    "CL": "America/Santiago", "CN": "Asia/Shanghai", "EC": "America/Guayaquil", "ES": "Europe/Madrid",
    "NZ": "Pacific/Auckland", "PT": "Europe/Lisbon", "UA": "Europe/Kyiv",
}  # fmt: skip
"""Where about 95 of 100 inhabitants live, of countries with faraway islands or an unofficial time."""
