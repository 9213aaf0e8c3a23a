import { isObject, type Problem, problem } from "../../kernels/protocol/index.ts";
import { pageHeaders } from "./page-key.ts";

/** The server refused a call; it says why. */
class ApiError extends Error {
  override readonly name = "ApiError";
  readonly problem: Problem;

  constructor(what: Problem) {
    super(what.detail);
    this.problem = what;
  }
}

/**
 * Calls the server; gives the JSON of its answer.
 *
 * @throws ApiError
 */
export async function call(method: string, address: string, body?: unknown): Promise<unknown> {
  const response = await fetch(address, {
    method,
    headers: {
      ...pageHeaders(),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ApiError(problem("HF_INTERNAL", "The server does not answer."));
  });
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  const answer: unknown = isJson ? await response.json() : undefined;
  if (response.ok) return answer;
  throw new ApiError(
    isObject(answer) && typeof answer.detail === "string"
      ? (answer as unknown as Problem)
      : problem(
          response.status === 401 ? "HF_AUTH_REQUIRED" : "HF_INTERNAL",
          `The server answered ${response.status}`,
        ),
  );
}

/** Does something, and gives why the server refused it, if it did. */
export async function refusal(act: () => Promise<unknown>): Promise<Problem | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.problem;
  }
}
