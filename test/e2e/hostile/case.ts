import type { NotebookCell } from "../../../kernels/protocol/index.ts";

/** A notebook from somebody who means harm: what stands in it, and what it tries. */
export interface HostileCase {
  readonly name: string;
  readonly cells: readonly NotebookCell[];
  /**
   * Its script, once a person lets it run, makes the browser open a connection to where it may not go; nothing is
   * sent over it.
   */
  readonly mayConnect?: true;
}

/** Stands for a server that nothing may reach; the test puts the address of its own there. */
export const TRAP = "http://trap.invalid";

const VEGA = "application/vnd.vega.v5+json";
const LITE = "application/vnd.vegalite.v5+json";

type Output = Extract<NotebookCell, { cell_type: "code" }>["outputs"][number];

export function codeCell(
  outputs: readonly object[],
  source = "globalThis.ran = true",
): NotebookCell {
  const cell: unknown = {
    cell_type: "code",
    id: "hostile",
    metadata: {},
    source,
    outputs: outputs as readonly Output[],
    execution_count: null,
  };
  return cell as NotebookCell;
}

export function textCell(source: string, attachments?: object): NotebookCell {
  const cell: unknown = {
    cell_type: "markdown",
    id: "hostile",
    metadata: {},
    source,
    ...(attachments && { attachments }),
  };
  return cell as NotebookCell;
}

export function display(data: Readonly<Record<string, unknown>>, metadata: object = {}): object {
  return { output_type: "display_data", data, metadata };
}

const one = (name: string, ...outputs: readonly object[]): HostileCase => ({
  name,
  cells: [codeCell(outputs)],
});

export const html = (name: string, markup: string): HostileCase =>
  one(name, display({ "text/html": markup }));
export const svg = (name: string, markup: string): HostileCase =>
  one(name, display({ "image/svg+xml": markup }));
export const json = (name: string, value: unknown): HostileCase =>
  one(name, display({ "application/json": value }));
export const mime = (name: string, type: string, value: unknown): HostileCase =>
  one(name, display({ [type]: value }));
export const stream = (name: string, text: string): HostileCase =>
  one(name, { output_type: "stream", name: "stdout", text });
export const error = (
  name: string,
  ename: string,
  evalue: string,
  traceback: readonly string[] = [],
): HostileCase => one(name, { output_type: "error", ename, evalue, traceback });
export const text = (name: string, source: string, attachments?: object): HostileCase => ({
  name,
  cells: [textCell(source, attachments)],
});

/** A Vega chart with one mark, so that it is seen when it is drawn. */
export const vega = (name: string, spec: object): HostileCase =>
  one(
    name,
    display({
      [VEGA]: {
        width: 100,
        height: 100,
        marks: [{ type: "rect", encode: { enter: { width: { value: 9 }, height: { value: 9 } } } }],
        ...spec,
      },
    }),
  );

export const lite = (name: string, spec: object): HostileCase =>
  one(
    name,
    display({
      [LITE]: {
        data: { values: [{ a: 1, b: 2 }] },
        mark: "bar",
        encoding: { x: { field: "a", type: "quantitative" } },
        ...spec,
      },
    }),
  );
