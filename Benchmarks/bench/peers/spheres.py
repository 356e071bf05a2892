"""Degrees as the peers want them."""

import numpy as np

A = 6378137.0
E2 = (1 / 298.257223563) * (2 - 1 / 298.257223563)


def ecef(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Earth-centred metres on WGS 84: chords in it order places nearly as geodesics do."""
    lon, lat = np.radians(x), np.radians(y)
    n = A / np.sqrt(1 - E2 * np.sin(lat) ** 2)
    return np.stack(
        [n * np.cos(lat) * np.cos(lon), n * np.cos(lat) * np.sin(lon), n * (1 - E2) * np.sin(lat)],
        axis=1,
    )


def latitude_first(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Radians in the order that scikit-learn's haversine asks for."""
    return np.radians(np.stack([y, x], axis=1))


# What the spherical peers take for the radius; metres only matter for their radius searches.
MEAN_RADIUS = 6371008.8


def check_order() -> None:
    """Swapped degrees would still give numbers; a known distance would not come out."""
    from sklearn.metrics.pairwise import haversine_distances

    pair = latitude_first(np.array([0.0, 90.0]), np.array([80.0, 80.0]))
    metres = haversine_distances(pair)[0, 1] * MEAN_RADIUS
    if not 1.5e6 < metres < 1.6e6:
        raise AssertionError(f"haversine takes another order of columns: {metres} m")
