/** Draws what is no picture yet: the line of a lasso or polygon, clicks, and the cursor. */
export function drawCursor(one, context) {
    const { scale, x, y } = one.viewer;
    const unit = Math.max(1, window.devicePixelRatio);
    const line = (colour, width, draw) => {
        context.strokeStyle = colour;
        context.lineWidth = width * unit;
        context.beginPath();
        draw();
        context.stroke();
    };
    if (one.stroke !== null && (one.tool === "lasso" || one.tool === "polygon")) {
        const { points } = one.stroke.stroke;
        const path = () => {
            for (let i = 0; i < points.length; i += 2)
                context.lineTo(x + (points[i] * scale) / 16, y + (points[i + 1] * scale) / 16);
            if (one.stroke?.byKey === true && one.tool === "polygon")
                context.lineTo(x + (one.cursor.column + 0.5) * scale, y + (one.cursor.row + 0.5) * scale);
            context.closePath();
        };
        line("rgba(0,0,0,0.7)", 3.5, path);
        line("#ffffff", 1.5, path);
    }
    for (const click of one.picture.clicks) {
        if (click.slice !== one.slice)
            continue;
        const [px, py] = [x + (click.column + 0.5) * scale, y + (click.row + 0.5) * scale];
        // A plus where the target is, a minus where it is not.
        const sign = () => {
            context.moveTo(px - 5 * unit, py);
            context.lineTo(px + 5 * unit, py);
            if (click.inside)
                context.moveTo(px, py - 5 * unit), context.lineTo(px, py + 5 * unit);
            context.moveTo(px + 9 * unit, py);
            context.arc(px, py, 9 * unit, 0, 2 * Math.PI);
        };
        line("rgba(0,0,0,0.8)", 5, sign);
        line(click.inside ? "#96ff8c" : "#ff9de0", 2, sign);
    }
    if (document.activeElement !== one.viewer.canvas)
        return;
    const [cx, cy] = [x + (one.cursor.column + 0.5) * scale, y + (one.cursor.row + 0.5) * scale];
    const cross = () => {
        for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
            context.moveTo(cx + dx * 5 * unit, cy + dy * 5 * unit);
            context.lineTo(cx + dx * 14 * unit, cy + dy * 14 * unit);
        }
        if (one.tool === "brush" || one.tool === "eraser") {
            const radius = Math.max((one.radius / 16) * scale, 2 * unit);
            context.moveTo(cx + radius, cy);
            context.arc(cx, cy, radius, 0, 2 * Math.PI);
        }
    };
    line("rgba(0,0,0,0.8)", 3, cross);
    line(one.stroke?.byKey === true ? "#ffd23f" : "#ffffff", 1.25, cross);
}
