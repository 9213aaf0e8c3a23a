import { type HostileCase, lite, TRAP, vega } from "./case.ts";

const bind = { input: "button", element: "body" };

/** Charts that reach for the page, the network or the keyboard; each is drawn, or told in one sentence. */
export const CHARTS: readonly HostileCase[] = [
  vega("bind-element-body", {
    signals: [{ name: "s", value: 1, bind: { input: "range", element: "body" } }],
  }),
  vega("bind-presses-run", {
    signals: [
      { name: "s", value: 1, bind: { ...bind, element: "[aria-label^='Run']", event: "click" } },
    ],
  }),
  vega("bind-input-own", { signals: [{ name: "s", value: 1, bind: { input: "text" } }] }),
  vega("bind-to-elements-value", {
    signals: [{ name: "s", bind: { element: ".header", event: "click" } }],
  }),
  vega("events-window-keydown", {
    signals: [
      { name: "s", value: "", on: [{ events: "window:keydown", update: "s + event.key" }] },
    ],
  }),
  vega("events-selector-body", {
    signals: [
      { name: "s", value: 0, on: [{ events: { source: "body", type: "click" }, update: "s + 1" }] },
    ],
  }),
  vega("events-timer", {
    signals: [{ name: "s", value: 0, on: [{ events: "timer{1}", update: "s + 1" }] }],
  }),
  vega("event-config", {
    config: { events: { bind: "any", window: true, selector: true, timer: true } },
    signals: [{ name: "s", value: 1, bind }],
  }),
  vega("data-url", { data: [{ name: "d", url: `${TRAP}/data.json` }] }),
  vega("data-url-of-server", { data: [{ name: "d", url: "/api/contents" }] }),
  vega("image-url", {
    marks: [
      {
        type: "image",
        encode: {
          enter: { url: { value: `${TRAP}/i.png` }, width: { value: 9 }, height: { value: 9 } },
        },
      },
    ],
  }),
  vega("href-javascript", {
    marks: [
      {
        type: "rect",
        encode: {
          enter: {
            href: { value: "javascript:document.title='taken'" },
            width: { value: 90 },
            height: { value: 90 },
          },
        },
      },
    ],
  }),
  vega("fill-url", {
    marks: [
      {
        type: "rect",
        encode: {
          enter: {
            fill: { value: `url(${TRAP}/f.svg#a)` },
            width: { value: 90 },
            height: { value: 90 },
          },
        },
      },
    ],
  }),
  vega("cursor-url", {
    marks: [
      {
        type: "rect",
        encode: {
          enter: {
            cursor: { value: `url(${TRAP}/c.cur), auto` },
            width: { value: 90 },
            height: { value: 90 },
          },
        },
      },
    ],
  }),
  vega("blend-injects-style", {
    marks: [
      {
        type: "rect",
        encode: {
          enter: {
            blend: { value: "normal; position: fixed; inset: 0" },
            width: { value: 90 },
            height: { value: 90 },
          },
        },
      },
    ],
  }),
  vega("name-is-a-class-of-the-page", {
    marks: [
      {
        type: "rect",
        name: "cell toolbar tools",
        encode: { enter: { width: { value: 9 }, height: { value: 9 } } },
      },
    ],
  }),
  vega("huge-size", { width: 1e9, height: 1e9 }),
  vega("sequence-1e9", {
    data: [{ name: "d", transform: [{ type: "sequence", start: 0, stop: 1e9 }] }],
  }),
  vega("sequence-function", { signals: [{ name: "s", init: "sequence(1e9)" }] }),
  vega("pad-1e9", { signals: [{ name: "s", init: "pad('x', 1e9, 'y')" }] }),
  vega("ticks-1e9", {
    scales: [{ name: "x", domain: [0, 1], range: "width" }],
    axes: [{ scale: "x", orient: "bottom", tickCount: 1e9 }],
  }),
  vega("many-marks", {
    data: [{ name: "d", transform: [{ type: "sequence", start: 0, stop: 50_000 }] }],
    marks: [
      {
        type: "symbol",
        from: { data: "d" },
        encode: { enter: { x: { signal: "datum.data % 100" }, y: { signal: "datum.data / 500" } } },
      },
    ],
  }),
  vega("expression-reaches-out", {
    signals: [{ name: "s", init: "{}.constructor.constructor('return fetch(\"/\")')()" }],
  }),
  vega("not-a-chart", { marks: "no", signals: 7 }),
  lite("usermeta-embed-options", {
    usermeta: {
      embedOptions: {
        actions: true,
        loader: { baseURL: TRAP },
        bind: "body",
        patch: `${TRAP}/patch.json`,
      },
    },
  }),
  lite("lite-bind", {
    params: [{ name: "p", value: 1, bind: { input: "range", element: "#files" } }],
  }),
  lite("lite-data-url", { data: { url: `${TRAP}/d.csv` } }),
  lite("lite-bins", { encoding: { x: { field: "a", bin: { maxbins: 1e9, step: 1e-9 } } } }),
  lite("lite-href", {
    encoding: { x: { field: "a" }, href: { value: "javascript:document.title='taken'" } },
  }),
  lite(
    "proto-keys",
    JSON.parse(
      '{"data": {"values": [{"__proto__": 1, "constructor": 2}]}, "encoding": {"x": {"field": "__proto__"}, "y": {"field": "constructor"}}, "__proto__": {"mark": "line"}}',
    ) as object,
  ),
];

/** Charts that do not end; they are stopped, one after the other. */
export const ENDLESS: readonly HostileCase[] = [
  vega("regexp", { signals: [{ name: "s", init: `test(/^(a+)+$/, "${"a".repeat(40)}b")` }] }),
  vega("cross", {
    data: [
      { name: "d", transform: [{ type: "sequence", start: 0, stop: 900_000 }] },
      {
        name: "e",
        source: "d",
        transform: [{ type: "window", ops: ["median"], fields: ["data"], frame: [null, null] }],
      },
    ],
  }),
  vega("force", {
    data: [
      {
        name: "d",
        transform: [
          { type: "sequence", start: 0, stop: 20_000 },
          { type: "force", static: true, iterations: 100_000, forces: [{ force: "nbody" }] },
        ],
      },
    ],
  }),
];
