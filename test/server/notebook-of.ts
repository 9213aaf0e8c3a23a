import { type NotebookCell, newNotebookMetadata } from "../../kernels/protocol/index.ts";
import { notebookText } from "../../server/contents/notebook-text.ts";

/** The text of a notebook with these code cells, which did not run; their ids are `c1`, `c2`, … */
export function notebookOf(sources: readonly string[]): string {
  const cells = sources.map(
    (source, i): NotebookCell => ({
      cell_type: "code",
      id: `c${i + 1}`,
      metadata: {},
      source,
      outputs: [],
      execution_count: null,
    }),
  );
  return notebookText({ metadata: newNotebookMetadata, cells });
}
