import { lstat, realpath, stat } from "node:fs/promises";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { fileIdentity } from "../contents/file-identity.ts";

/**
 * Where the result goes: what a link leads to, never a device, a pipe or a folder, and never the notebook itself by
 * another name. A result takes its file's place, so it would be what stood there no more.
 *
 * @throws HoldfastError HF_USAGE
 */
export async function resultFile(input: string, output: string): Promise<string> {
  const found = await stat(output).catch(() => undefined);
  if (!found) {
    const isLink = await lstat(output).then(
      (facts) => facts.isSymbolicLink(),
      () => false,
    );
    if (isLink) throw refused("is a link that leads nowhere", output);
    return output;
  }
  if (!found.isFile()) throw refused("is no regular file", output);
  if ((await fileIdentity(input)) === (await fileIdentity(output)))
    throw refused("must not be the notebook itself, by another name", output);
  return realpath(output);
}

function refused(why: string, output: string): HoldfastError {
  return new HoldfastError("HF_USAGE", `--output ${why}`, {
    got: output,
    expected: "a file that does not exist yet, or the result of an earlier run",
  });
}
