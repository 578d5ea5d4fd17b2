"""Pictures in at most 256 colours, so that a folder of them stays small: counted by the browser, written here."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

from playwright.sync_api import Page

COUNT = """async (data) => {
  const image = new Image();
  image.src = `data:image/png;base64,${data}`;
  await image.decode();
  const { width, height } = image;
  const area = new OffscreenCanvas(width, height).getContext("2d");
  area.drawImage(image, 0, 0);
  const { data: bytes } = area.getImageData(0, 0, width, height);
  const size = width * height;
  const counts = new Map();
  for (let at = 0; at < 4 * size; at += 4) {
    const colour = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const far = (a, b) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => parts(colour));
  const palette = sorted.slice(0, 24);
  for (const near of [300, 120, 40, 0])
    for (const colour of sorted) {
      if (palette.length >= 256) break;
      if (palette.every((each) => far(each, colour) > near)) palette.push(colour);
    }
  const place = new Map();
  for (const colour of counts.keys()) {
    const wanted = parts(colour);
    let best = 0;
    for (let at = 1; at < palette.length; at += 1) if (far(palette[at], wanted) < far(palette[best], wanted)) best = at;
    place.set(colour, best);
  }
  let text = "";
  for (let at = 0; at < 4 * size; at += 4) text += String.fromCharCode(place.get((bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2]));
  return { width, height, colours: counts.size, palette, places: btoa(text) };
}"""


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def develop(room: Page, picture: bytes, path: Path) -> int:
    """Write a picture in few colours; how many it had. ``room`` is an empty page."""
    found = room.evaluate(COUNT, base64.b64encode(picture).decode())
    width, height = found["width"], found["height"]
    places = base64.b64decode(found["places"])
    rows = b"".join(b"\0" + places[row * width : (row + 1) * width] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in found["palette"])
    body = (
        _chunk(b"IHDR", head)
        + _chunk(b"PLTE", colours)
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    return int(found["colours"])
