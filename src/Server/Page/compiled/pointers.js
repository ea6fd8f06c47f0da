/** What fingers, pens and mice do on the canvas: one of them paints, two move and zoom. */
export function listenToPointers(one, signal) {
    const { canvas } = one.viewer;
    const pointers = new Map();
    let panning = false;
    canvas.addEventListener("pointerdown", (event) => {
        canvas.focus({ preventScroll: true });
        canvas.setPointerCapture(event.pointerId);
        pointers.set(event.pointerId, one.viewer.onCanvas(event.clientX, event.clientY));
        // A second finger moves and zooms; what the first began was no stroke.
        if (pointers.size === 2)
            one.cancel();
        panning = pointers.size > 1 || event.button === 1 || (event.button === 0 && event.ctrlKey);
        if (panning || event.button !== 0 || one.frozen)
            return;
        event.preventDefault();
        one.down(...one.viewer.toImage(event.clientX, event.clientY));
    }, { signal });
    canvas.addEventListener("pointermove", (event) => {
        const before = pointers.get(event.pointerId);
        if (before === undefined)
            return;
        const now = one.viewer.onCanvas(event.clientX, event.clientY);
        if (panning) {
            const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
            if (others.length > 0) {
                const [other] = others;
                const distance = (at) => Math.max(1, Math.hypot(at[0] - other[0], at[1] - other[1]));
                one.viewer.zoom(distance(now) / distance(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
            }
            one.viewer.pan((now[0] - before[0]) / (others.length + 1), (now[1] - before[1]) / (others.length + 1));
        }
        else if (one.stroke !== null && one.tool !== "polygon") {
            const events = event.getCoalescedEvents?.() ?? [];
            for (const at of events.length > 0 ? events : [event])
                one.extend(...one.viewer.toImage(at.clientX, at.clientY));
        }
        pointers.set(event.pointerId, now);
    }, { signal });
    const end = (event) => {
        pointers.delete(event.pointerId);
        if (pointers.size === 0)
            panning = false;
        if (one.stroke !== null && one.tool !== "polygon" && !one.stroke.byKey) {
            if (event.type === "pointercancel")
                one.cancel();
            else
                one.commit();
        }
    };
    canvas.addEventListener("pointerup", end, { signal });
    canvas.addEventListener("pointercancel", end, { signal });
    canvas.addEventListener("dblclick", () => one.tool === "polygon" && one.commit(), { signal });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
}
