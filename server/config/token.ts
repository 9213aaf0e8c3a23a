import { readFileSync } from "node:fs";
import { HoldfastError } from "../../kernels/protocol/index.ts";
import { tokenBits } from "./token-strength.ts";

/** Where a token may come from; the first that is given counts. */
export interface TokenSources {
  /** `--token` */
  readonly token?: string | undefined;
  /** `--token-file` */
  readonly tokenFile?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** S7: so many bits has the token of a server that others can reach. */
const MIN_BITS = 128;
const BETTER =
  "--token-file FILE, $HOLDFAST_TOKEN, or nothing: then it is made and kept in the state folder";

/**
 * The token that was given, or nothing.
 *
 * @param others that can reach the server, in words; undefined when there are none
 * @throws HoldfastError HF_USAGE, HF_TOKEN_REQUIRED, HF_TOKEN_WEAK
 */
export function readToken(sources: TokenSources, others: string | undefined): string | undefined {
  const { token, name } = given(sources);
  if (!token && others !== undefined) {
    throw new HoldfastError("HF_TOKEN_REQUIRED", others, {
      got: "no token",
      expected:
        "--token-file or $HOLDFAST_TOKEN, with at least 32 characters that nobody can guess",
    });
  }
  if (token === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,1000}$/.test(token)) {
    throw new HoldfastError("HF_USAGE", `${name} cannot be used as a token`, {
      got: token === "" ? "an empty text" : `${token.length} characters`,
      expected: "letters, digits and signs, without spaces",
    });
  }
  const bits = Math.floor(tokenBits(token));
  if (others === undefined || bits >= MIN_BITS) return token;
  throw new HoldfastError("HF_TOKEN_WEAK", `${others}, and ${name} can be guessed`, {
    got: `about ${bits} bits`,
    expected: `at least ${MIN_BITS} bits, as of: openssl rand -hex 32`,
  });
}

/** What a person is told who gave the token as an argument. */
export function argumentWarning(sources: Pick<TokenSources, "token">): string | undefined {
  if (sources.token === undefined) return undefined;
  return `--token: everybody on this machine can read the arguments of a process. Better: ${BETTER}.`;
}

function given({ token, tokenFile, env }: TokenSources): { token?: string; name: string } {
  if (token !== undefined && tokenFile !== undefined) {
    throw new HoldfastError("HF_USAGE", "--token and --token-file were both given", {
      expected: "one of them",
    });
  }
  if (tokenFile !== undefined)
    return { token: tokenOf(tokenFile), name: "the token of --token-file" };
  if (token !== undefined) return { token, name: "--token" };
  const fromEnv = env.HOLDFAST_TOKEN;
  return fromEnv === undefined ? { name: "" } : { token: fromEnv, name: "$HOLDFAST_TOKEN" };
}

function tokenOf(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    throw new HoldfastError("HF_USAGE", `--token-file: ${file} cannot be read`, {
      got: code,
      expected: "a file with the token in it",
      cause: error,
    });
  }
}
