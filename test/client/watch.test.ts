import { LitElement } from "lit";
import { every, on } from "../../client/elements/sources.ts";
import { hear, watch } from "../../client/elements/watch.ts";
import { Listeners } from "../../client/store/listeners.ts";
import { assert, assertEqual, until } from "./assert.ts";

/** Tells how many hear it. */
class Counted<Args extends readonly unknown[]> extends Listeners<Args> {
  heard = 0;

  override add(listener: (...args: Args) => void): () => void {
    this.heard++;
    const forget = super.add(listener);
    return () => {
      this.heard--;
      forget();
    };
  }
}

class Watcher extends LitElement {
  static override properties = { model: { attribute: false } };
  declare model: Counted<[]> | undefined;
  updates = 0;
  readonly told: string[] = [];
  readonly words = new Counted<[word: string]>();

  constructor() {
    super();
    watch(this, () => [this.model]);
    hear(this, this.words, (word) => this.told.push(word));
    hear(this, on(document, "keydown"), ({ key }) => this.told.push(key));
  }

  protected override updated(): void {
    this.updates++;
  }
}
customElements.define("test-watcher", Watcher);

const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));

async function shown(model?: Counted<[]>): Promise<Watcher> {
  const element = document.createElement("test-watcher") as Watcher;
  element.model = model;
  document.body.append(element);
  await element.updateComplete;
  element.updates = 0;
  return element;
}

describe("watching", () => {
  afterEach(() => {
    for (const element of document.querySelectorAll("test-watcher")) element.remove();
  });

  it("updates once a frame, however often something changes", async () => {
    const model = new Counted<[]>();
    const element = await shown(model);
    await frame();
    for (let i = 0; i < 1_000; i++) model.call();
    await Promise.resolve();
    assertEqual(element.updates, 0, "updates before the frame");
    await frame();
    await element.updateComplete;
    assertEqual(element.updates, 1, "updates of the frame");
  });

  it("hears nothing outside of the page, and again when it comes back", async () => {
    const model = new Counted<[]>();
    const element = await shown(model);
    model.call();
    element.remove();
    assertEqual([model.heard, element.words.heard], [0, 0], "heard outside");
    element.words.call("lost");
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "x" }));
    await frame();
    await frame();
    assertEqual([element.updates, element.told], [0, []], "what happens outside");
    document.body.append(element);
    assertEqual([model.heard, element.words.heard], [1, 1], "heard again");
    await element.updateComplete;
    assertEqual(element.updates, 1, "it shows what it may have missed");
    element.words.call("heard");
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "y" }));
    assertEqual(element.told, ["heard", "y"], "what it hears");
  });

  it("stays with what it has when it is moved, and hears each source once", async () => {
    const model = new Counted<[]>();
    const element = await shown(model);
    for (let i = 0; i < 5; i++) document.body.prepend(element);
    assertEqual(model.heard, 1, "listeners");
    await element.updateComplete;
    element.updates = 0;
    await frame();
    model.call();
    await frame();
    await element.updateComplete;
    assertEqual(element.updates, 1, "updates");
  });

  it("follows to another source, and to none", async () => {
    const [first, second] = [new Counted<[]>(), new Counted<[]>()];
    const element = await shown(first);
    element.model = second;
    await element.updateComplete;
    assertEqual([first.heard, second.heard], [0, 1], "heard of both");
    element.model = undefined;
    await element.updateComplete;
    assertEqual([first.heard, second.heard], [0, 0], "heard of none");
  });

  it("an update outside of the page hears nothing", async () => {
    const model = new Counted<[]>();
    const element = await shown();
    element.remove();
    element.model = model;
    element.requestUpdate();
    await element.updateComplete;
    assertEqual(model.heard, 0, "heard outside");
  });

  it("a listener may end its own element, and a clock that nobody hears stands still", async () => {
    const model = new Counted<[]>();
    const element = await shown(model);
    const forget = model.add(() => element.remove());
    model.call();
    assertEqual(model.heard, 1, "only the test's own is left");
    forget();
    let ticks = 0;
    const stop = every(1).add(() => ticks++);
    await until(() => ticks > 2, "the clock ticks");
    stop();
    const last = ticks;
    await frame();
    await frame();
    assert(ticks === last, "A clock that nobody hears stands still");
  });
});
