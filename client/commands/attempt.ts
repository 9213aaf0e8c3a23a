import { refusal } from "../store/api.ts";
import { RequestError } from "../store/requests.ts";
import { problemToast } from "./problem-toast.ts";
import type { Toasts } from "./toasts.ts";

/**
 * Does something that the server may refuse; the refusal is shown.
 *
 * @param quietly statuses that are not shown, because they are said elsewhere or nothing is left to do
 * @returns whether it was done
 */
export async function attempt(
  toasts: Toasts,
  act: () => Promise<unknown>,
  quietly: readonly number[] = [],
): Promise<boolean> {
  try {
    const problem = await refusal(act);
    if (problem && !quietly.includes(problem.status)) toasts.show(problemToast(problem));
    return problem === undefined;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { problem, message } = error;
    toasts.show(problem ? problemToast(problem) : { text: message, isError: true });
    return false;
  }
}
