"""GCJ-02 and BD-09 to WGS 84, written apart from the library's: by fixed-point iteration of the
published formula, on the mainland (where all worlds lie)."""

import numpy as np

# Krassovsky's ellipsoid, as in the published formula.
A = 6_378_245.0
ECCENTRICITY2 = 0.00669342162296594323


def to_wgs84(datum: str, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if datum == "bd09":
        lon, lat = bd09_to_gcj02(lon, lat)
    return gcj02_to_wgs84(lon, lat) if datum in ("gcj02", "bd09") else (lon, lat)


def gcj02_delta(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x, y = lon - 105, lat - 35
    root = 0.1 * np.sqrt(np.abs(x))
    waves = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)

    def terms(value, third, sixth):
        return (
            20 * np.sin(np.pi * value)
            + 40 * np.sin(np.pi * value / 3)
            + third * np.sin(np.pi * value / 12)
            + sixth * np.sin(np.pi * value / 30)
        )

    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 2 * root
    north += 2 / 3 * (waves + terms(y, 160, 320))
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + root
    east += 2 / 3 * (waves + terms(x, 150, 300))
    phi = np.radians(lat)
    w2 = 1 - ECCENTRICITY2 * np.sin(phi) ** 2
    d_lat = np.degrees(north * w2 * np.sqrt(w2) / (A * (1 - ECCENTRICITY2)))
    d_lon = np.degrees(east * np.sqrt(w2) / (A * np.cos(phi)))
    return d_lon, d_lat


def gcj02_to_wgs84(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    true_lon, true_lat = np.array(lon, dtype=float), np.array(lat, dtype=float)
    for _ in range(8):
        d_lon, d_lat = gcj02_delta(true_lon, true_lat)
        true_lon, true_lat = lon - d_lon, lat - d_lat
    return true_lon, true_lat


def bd09_to_gcj02(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    true_lon, true_lat = lon - 0.0065, lat - 0.006
    for _ in range(8):
        k = np.pi * 3000 / 180
        radius = np.hypot(true_lon, true_lat) + 0.00002 * np.sin(true_lat * k)
        angle = np.arctan2(true_lat, true_lon) + 0.000003 * np.cos(true_lon * k)
        true_lon = true_lon + lon - (radius * np.cos(angle) + 0.0065)
        true_lat = true_lat + lat - (radius * np.sin(angle) + 0.006)
    return true_lon, true_lat
