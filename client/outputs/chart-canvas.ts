/** Vega asks a document for canvases, to measure texts and to draw; a worker has them without one. */
const documentOfCanvases = {
  createElement: (name: string): unknown =>
    name === "canvas" ? new OffscreenCanvas(1, 1) : undefined,
  querySelector: (): null => null,
  querySelectorAll: (): readonly never[] => [],
};

Object.defineProperty(globalThis, "document", { value: documentOfCanvases });
