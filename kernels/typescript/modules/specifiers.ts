/** A package as an import names it. */
export interface PackageSpecifier {
  /** Name and path within the package, without `npm:` and range: what Node resolves. */
  readonly path: string;
  readonly name: string;
  /** What installs it: name and, when one was given, range. */
  readonly wanted: string;
}

/** Reads `name/path` and `npm:name@range/path`, as Deno's notebooks have it; undefined for what names no package. */
export function packageOf(specifier: string): PackageSpecifier | undefined {
  const match = /^(npm:\/?)?((?:@[^/@\s]+\/)?[^/@\s:.#][^/@\s:]*)(?:@([^/\s]+))?(\/.+)?$/.exec(
    specifier,
  );
  if (!match) return undefined;
  const [, scheme, name = "", range, rest = ""] = match;
  if (range !== undefined && scheme === undefined) return undefined;
  return {
    path: name + rest,
    name,
    wanted: range === undefined ? name : `${name}@${range}`,
  };
}
