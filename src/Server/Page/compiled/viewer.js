/** Colours of classes: told apart by who sees no red or green too. */
export const classColours = [
    [255, 210, 63],
    [64, 208, 255],
    [255, 120, 190],
    [150, 255, 140],
    [200, 160, 255],
    [255, 160, 90],
];
/** The colour of a class on the screen. */
export function colourOf(k) {
    const [r, g, b] = classColours[k % classColours.length];
    return `rgb(${r}, ${g}, ${b})`;
}
/** An image with layers on a canvas that is zoomed and moved. Positions are in the canvas's own pixels, whatever the screen's scale. */
export class Viewer {
    height;
    width;
    canvas;
    base = document.createElement("canvas");
    overlay = document.createElement("canvas");
    outlines = [];
    opacity = 0.45;
    scale = 1;
    x = 0;
    y = 0;
    /** Draws on top, in the canvas's own pixels. */
    decorate = null;
    pending = false;
    fitted = null;
    overlayPixels = null;
    observer;
    constructor(height, width, attributes) {
        this.height = height;
        this.width = width;
        this.canvas = document.createElement("canvas");
        for (const [name, value] of Object.entries(attributes))
            this.canvas.setAttribute(name, value);
        [this.overlay.width, this.overlay.height] = [width, height];
        this.observer = new ResizeObserver((entries) => this.resized(entries[0]));
        try {
            this.observer.observe(this.canvas, { box: "device-pixel-content-box" });
        }
        catch {
            this.observer.observe(this.canvas);
        }
        this.canvas.addEventListener("wheel", (event) => {
            event.preventDefault();
            const [x, y] = this.onCanvas(event.clientX, event.clientY);
            this.zoom(Math.exp(-event.deltaY * (event.deltaMode === 0 ? 0.002 : 0.08)), x, y);
        });
    }
    dispose() {
        this.observer.disconnect();
    }
    /** From a place on the screen to the canvas's own pixels. */
    onCanvas(clientX, clientY) {
        const rectangle = this.canvas.getBoundingClientRect();
        return [
            ((clientX - rectangle.left) * this.canvas.width) / Math.max(rectangle.width, 1),
            ((clientY - rectangle.top) * this.canvas.height) / Math.max(rectangle.height, 1),
        ];
    }
    /** From a place on the screen to sixteenths of an image's pixel. */
    toImage(clientX, clientY) {
        const [x, y] = this.onCanvas(clientX, clientY);
        return [Math.floor(((x - this.x) * 16) / this.scale), Math.floor(((y - this.y) * 16) / this.scale)];
    }
    zoom(factor, x = this.canvas.width / 2, y = this.canvas.height / 2) {
        const scale = Math.min(96, Math.max(0.02, this.scale * factor));
        this.x = x - ((x - this.x) * scale) / this.scale;
        this.y = y - ((y - this.y) * scale) / this.scale;
        this.scale = scale;
        this.moved();
    }
    pan(dx, dy) {
        this.x += dx;
        this.y += dy;
        this.moved();
    }
    /** Shows all of a part of the image, in the middle. */
    fit(box) {
        this.fitted = box;
        const [rows, columns] = [box.bottom - box.top + 1, box.right - box.left + 1];
        this.scale = Math.min(96, this.canvas.width / columns, this.canvas.height / rows);
        // Whole pixels stay sharp.
        if (this.scale > 2)
            this.scale = Math.floor(this.scale);
        this.x = Math.round((this.canvas.width - columns * this.scale) / 2 - box.left * this.scale);
        this.y = Math.round((this.canvas.height - rows * this.scale) / 2 - box.top * this.scale);
        this.changed();
    }
    /** Moves just so far that a pixel is seen. */
    reveal(column, row) {
        const margin = Math.min(60, this.canvas.width / 4, this.canvas.height / 4);
        const [x, y] = [this.x + (column + 0.5) * this.scale, this.y + (row + 0.5) * this.scale];
        const dx = x < margin ? margin - x : x > this.canvas.width - margin ? this.canvas.width - margin - x : 0;
        const dy = y < margin ? margin - y : y > this.canvas.height - margin ? this.canvas.height - margin - y : 0;
        if (dx !== 0 || dy !== 0)
            this.pan(Math.round(dx), Math.round(dy));
    }
    /** Colours a part of the overlay; all of it where the box is null. */
    paint(colourOf, box) {
        const context = this.overlay.getContext("2d", { willReadFrequently: true });
        this.overlayPixels ??= context.createImageData(this.width, this.height);
        const pixels = new Uint32Array(this.overlayPixels.data.buffer);
        const { top, left, bottom, right } = box ?? { top: 0, left: 0, bottom: this.height - 1, right: this.width - 1 };
        if (bottom < top || right < left)
            return;
        for (let row = top; row <= bottom; row++)
            for (let at = row * this.width + left, end = row * this.width + right; at <= end; at++)
                pixels[at] = colourOf(at);
        context.putImageData(this.overlayPixels, 0, 0, left, top, right - left + 1, bottom - top + 1);
        this.changed();
    }
    /** Draws at the next frame. */
    changed() {
        if (this.pending)
            return;
        this.pending = true;
        requestAnimationFrame(() => {
            this.pending = false;
            this.draw();
        });
    }
    /** Draws now. */
    draw() {
        const { canvas, scale, x, y } = this;
        const context = canvas.getContext("2d");
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.clearRect(0, 0, canvas.width, canvas.height);
        context.setTransform(scale, 0, 0, scale, x, y);
        context.imageSmoothingEnabled = scale < 1;
        context.drawImage(this.base, 0, 0);
        context.globalAlpha = this.opacity;
        context.drawImage(this.overlay, 0, 0);
        context.globalAlpha = 1;
        const width = Math.max(1, window.devicePixelRatio) * 1.5;
        for (const one of this.outlines) {
            context.setLineDash([]);
            context.lineWidth = (width + 2) / scale;
            context.strokeStyle = "rgba(0, 0, 0, 0.55)";
            context.stroke(one.path);
            context.lineWidth = width / scale;
            context.strokeStyle = one.colour;
            if (one.dashed === true)
                context.setLineDash([(4 * width) / scale, (3 * width) / scale]);
            context.stroke(one.path);
        }
        context.setLineDash([]);
        context.setTransform(1, 0, 0, 1, 0, 0);
        this.decorate?.(context);
        // Where the image lies, for who looks at the page from outside.
        canvas.dataset["view"] = `${scale} ${x} ${y}`;
    }
    moved() {
        this.fitted = null;
        this.changed();
    }
    resized(entry) {
        // The browser knows to the pixel; where it speaks of another scale than the screen's, it does not.
        const exact = entry.devicePixelContentBoxSize?.[0];
        const near = (size, wanted) => (Math.abs(size - wanted) < 2 ? size : Math.round(wanted));
        const [wide, high] = [entry.contentRect.width * window.devicePixelRatio, entry.contentRect.height * window.devicePixelRatio];
        const width = near(exact?.inlineSize ?? wide, wide);
        const height = near(exact?.blockSize ?? high, high);
        if (width === 0 || height === 0)
            return;
        if (this.canvas.width !== width || this.canvas.height !== height)
            [this.canvas.width, this.canvas.height] = [width, height];
        if (this.fitted !== null)
            this.fit(this.fitted);
        this.draw();
    }
}
