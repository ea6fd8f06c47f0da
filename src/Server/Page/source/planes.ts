// Planes as the server sends them.

/** One slice of an image: channel by channel, row by row. */
export interface ImageSlice {
  samples: Uint8Array | Uint16Array;
  channels: number;
  height: number;
  width: number;
  largest: number;
}

export function imageOf(bytes: Uint8Array, channels: number, height: number, width: number, bits: number): ImageSlice {
  const samples = bits === 16 ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1) : bytes;
  return { samples, channels, height, width, largest: bits === 16 ? 65535 : 255 };
}

/** Zeros and ones of a mask that comes as bits, the first pixel the lowest bit. */
export function maskOf(bits: Uint8Array, count: number): Uint8Array {
  const mask = new Uint8Array(count);
  for (let i = 0; i < count; i++) mask[i] = (bits[i >> 3] >> (i & 7)) & 1;
  return mask;
}

/** The borders between pixels of different values, along their edges, in pixels; beyond the image everything is 0. */
export function outline(valueOf: (pixel: number) => number, height: number, width: number): Path2D {
  const path = new Path2D();
  // A run of edges is one line.
  for (let row = 0; row <= height; row++) {
    let begun = -1;
    for (let column = 0; column <= width; column++) {
      const edge = column < width && (row > 0 ? valueOf((row - 1) * width + column) : 0) !== (row < height ? valueOf(row * width + column) : 0);
      if (edge && begun < 0) begun = column;
      if (!edge && begun >= 0) {
        path.moveTo(begun, row);
        path.lineTo(column, row);
        begun = -1;
      }
    }
  }
  for (let column = 0; column <= width; column++) {
    let begun = -1;
    for (let row = 0; row <= height; row++) {
      const edge = row < height && (column > 0 ? valueOf(row * width + column - 1) : 0) !== (column < width ? valueOf(row * width + column) : 0);
      if (edge && begun < 0) begun = row;
      if (!edge && begun >= 0) {
        path.moveTo(column, begun);
        path.lineTo(column, row);
        begun = -1;
      }
    }
  }
  return path;
}
