"""Tables of points and fences as SedonaDB and DuckDB take them in."""

import numpy as np
import pyarrow as pa

GEOARROW = {"ARROW:extension:name": "geoarrow.wkb", "ARROW:extension:metadata": "{}"}


def wkb_points(x: np.ndarray, y: np.ndarray) -> pa.Array:
    layout = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
    rows = np.zeros(len(x), dtype=layout)
    rows["order"], rows["type"], rows["x"], rows["y"] = 1, 1, x, y
    offsets = np.arange(len(x) + 1, dtype=np.int32) * layout.itemsize
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(rows.tobytes())]
    return pa.Array.from_buffers(pa.binary(), len(x), buffers)


def table(name: str, geometries: pa.Array, geoarrow: bool = True) -> pa.Table:
    numbers = pa.array(np.arange(len(geometries), dtype=np.int32))
    metadata = GEOARROW if geoarrow else None
    schema = pa.schema(
        [pa.field(name, pa.int32()), pa.field("geom", geometries.type, metadata=metadata)]
    )
    return pa.Table.from_arrays([numbers, geometries], schema=schema)


def points(x: np.ndarray, y: np.ndarray, name: str = "point") -> pa.Table:
    return table(name, wkb_points(x, y))


def fences(wkb: list[bytes], geoarrow: bool = True) -> pa.Table:
    return table("fence", pa.array(wkb, pa.binary()), geoarrow)
