// Which pixels lines and polygons cover, in whole numbers: the rules of docs/strokes.md.

const longestStep = 4095;

/** Calls with every pixel of one slice that a line covers. */
export function coverLine(points: readonly number[], radius: number, height: number, width: number, first: number, cover: (row: number, column: number) => void): void {
  for (let i = first; i < points.length; i += 2) {
    const column = points[i] >> 4;
    const row = points[i + 1] >> 4;
    if (column >= 0 && column < width && row >= 0 && row < height) cover(row, column);
    const from = Math.max(i - 2, 0);
    coverStep(points[from], points[from + 1], points[i], points[i + 1], radius, height, width, cover);
  }
}

function coverStep(ax: number, ay: number, bx: number, by: number, radius: number, height: number, width: number, cover: (row: number, column: number) => void): void {
  if (Math.abs(bx - ax) > longestStep || Math.abs(by - ay) > longestStep) {
    const mx = (ax + bx) >> 1;
    const my = (ay + by) >> 1;
    coverStep(ax, ay, mx, my, radius, height, width, cover);
    coverStep(mx, my, bx, by, radius, height, width, cover);
    return;
  }
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const reach = radius * radius;
  const top = Math.max((Math.min(ay, by) - radius) >> 4, 0);
  const bottom = Math.min((Math.max(ay, by) + radius) >> 4, height - 1);
  const left = Math.max((Math.min(ax, bx) - radius) >> 4, 0);
  const right = Math.min((Math.max(ax, bx) + radius) >> 4, width - 1);
  for (let row = top; row <= bottom; row++) {
    const py = 16 * row + 8 - ay;
    for (let column = left; column <= right; column++) {
      const px = 16 * column + 8 - ax;
      const along = px * dx + py * dy;
      let near: boolean;
      if (along <= 0) near = px * px + py * py <= reach;
      else if (along >= length) near = (px - dx) * (px - dx) + (py - dy) * (py - dy) <= reach;
      else {
        const across = px * dy - py * dx;
        near = across * across <= reach * length;
      }
      if (near) cover(row, column);
    }
  }
}

/** Calls with every pixel of one slice that lies within a closed line. */
export function coverPolygon(points: readonly number[], height: number, width: number, cover: (row: number, column: number) => void): void {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 1; i < points.length; i += 2) {
    low = Math.min(low, points[i]);
    high = Math.max(high, points[i]);
  }
  const last = Math.min(height - 1, high >> 4);
  for (let row = Math.max(0, (low >> 4) - 1); row <= last; row++) {
    const y = 16 * row + 8;
    const ends: number[] = [];
    for (let i = 0; i < points.length; i += 2) {
      const next = (i + 2) % points.length;
      if (points[i + 1] > y === points[next + 1] > y) continue;
      ends.push(firstColumn(points[i], points[i + 1], points[next], points[next + 1], y, width));
    }
    ends.sort((a, b) => a - b);
    for (let i = 0; i + 1 < ends.length; i += 2) for (let column = ends[i]; column < ends[i + 1]; column++) cover(row, column);
  }
}

function firstColumn(x1: number, y1: number, x2: number, y2: number, y: number, width: number): number {
  if (y2 < y1) [x1, y1, x2, y2] = [x2, y2, x1, y1];
  const across = (y - y1) * (x2 - x1);
  let low = 0;
  let high = width;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((16 * middle + 8 - x1) * (y2 - y1) < across) low = middle + 1;
    else high = middle;
  }
  return low;
}
