import * as vega from "vega";

/** A mark of a drawn chart, as far as it is asked here. */
export interface ChartItem {
  readonly tooltip?: unknown;
  readonly mark?: { readonly interactive?: boolean };
}

interface TextRenderer {
  attr(
    scene: unknown,
    item: ChartItem,
    attributes: unknown,
    tag: string | null,
  ): Record<string, unknown>;
  _render(scene: unknown): unknown;
  svg(): string | null;
}
type Constructor<T> = new (...args: never[]) => T;
interface RemoteEvent {
  readonly type: string;
}
type Listener = (event: RemoteEvent, item: ChartItem | null) => void;

const scenegraph = vega as unknown as {
  SVGStringRenderer: Constructor<TextRenderer>;
  Handler: Constructor<{ _handlers: Record<string, { type: string; handler: Listener }[]> }>;
  renderModule(name: string, module: object): void;
};

/** Draws SVG as text, and gives each mark a number by which the page can name it. */
export class NumberedRenderer extends scenegraph.SVGStringRenderer {
  items: ChartItem[] = [];

  override _render(scene: unknown): unknown {
    this.items = [];
    return super._render(scene);
  }

  override attr(
    scene: unknown,
    item: ChartItem,
    attributes: unknown,
    tag: string | null,
  ): Record<string, unknown> {
    const object = super.attr(scene, item, attributes, tag);
    if (
      tag === null ||
      tag === "bgfore" ||
      (typeof attributes === "function") !== (tag === "bgrect")
    )
      return object;
    object["data-item"] = this.items.push(item) - 1;
    return object;
  }

  /** With axes and legends, px. */
  get size(): { readonly width: number; readonly height: number } {
    const { _width: width, _height: height } = this as unknown as {
      _width: number;
      _height: number;
    };
    return { width, height };
  }

  /** Where events are measured from: the page has done that. */
  canvas(): object {
    return { getBoundingClientRect: () => ({ left: 0, top: 0 }), clientLeft: 0, clientTop: 0 };
  }
}

/** Takes the events that the page sends; it listens to nothing itself. */
export class RemoteHandler extends scenegraph.Handler {
  on(name: string, handler: Listener): this {
    const type = name.split(".")[0]!;
    const known = this._handlers[type] ?? [];
    known.push({ type: name, handler });
    this._handlers[type] = known;
    return this;
  }

  off(name: string, handler?: Listener): this {
    const type = name.split(".")[0]!;
    this._handlers[type] = (this._handlers[type] ?? []).filter(
      (h) => handler && h.handler !== handler,
    );
    return this;
  }

  fire(event: RemoteEvent, item: ChartItem | null): void {
    for (const { handler } of this._handlers[event.type] ?? []) handler(event, item);
  }
}

/** The name of this pair among Vega's renderers. */
export const REMOTE = "holdfast";
scenegraph.renderModule(REMOTE, { headless: NumberedRenderer, handler: RemoteHandler });
