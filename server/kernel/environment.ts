/** The environment of kernels: the server's own, without what belongs to the server (S7) or to npm. */
export function kernelEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const isOurs =
      name.startsWith("HOLDFAST_") || name.startsWith("npm_") || name === "NODE_OPTIONS";
    if (value !== undefined && !isOurs) kept[name] = value;
  }
  return kept;
}
