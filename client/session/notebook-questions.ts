import {
  codePointsBefore,
  isObject,
  isVariables,
  type MapEstimate,
  type VariableFacts,
} from "../../kernels/protocol/index.ts";
import type { Requests } from "../store/requests.ts";

/** The variables of a notebook as they were told. */
export interface ToldVariables {
  readonly variables: readonly VariableFacts[];
  /** The kernel did not answer: they are as it told them last. */
  readonly isStale: boolean;
}

/** What the page asks about the open notebook. Each throws RequestError when the connection is lost. */
export class NotebookQuestions {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** How a code may go on; `offset` counts UTF-16 units. */
  complete(cellId: string, code: string, offset: number): Promise<unknown> {
    const cursor_pos = codePointsBefore(code, offset);
    return this.#requests.ask("complete", { cellId, code, cursor_pos });
  }

  /** What a name of a code is; `offset` counts UTF-16 units. */
  inspect(cellId: string, code: string, offset: number): Promise<unknown> {
    const cursor_pos = codePointsBefore(code, offset);
    return this.#requests.ask("inspect", { cellId, code, cursor_pos });
  }

  /** What the cells have declared; undefined when the answer is none. */
  async variables(): Promise<ToldVariables | undefined> {
    const answer = await this.#requests.ask("variables", {});
    if (!isObject(answer) || !isVariables(answer.variables)) return undefined;
    return { variables: answer.variables, isStale: answer.isStale === true };
  }

  /** What earlier runs of a cell's map took; null = there are none. */
  async estimate(cellId: string): Promise<MapEstimate | null> {
    const answer = await this.#requests.ask("estimate", { cellId });
    return (answer as { estimate: MapEstimate | null }).estimate;
  }
}
