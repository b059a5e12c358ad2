// Shortens the names of functions to what fits into a box.

/**
 * The longest of these that has at most so many characters: the name, without its path, without its package; what
 * is still too long ends in "…". Empty when not even three characters fit.
 */
export function fittingName(name: string, characters: number): string {
  if (characters < 3) return '';
  if (name.length <= characters) return name;
  const withoutPath = afterPath(name);
  if (withoutPath.length <= characters) return withoutPath;
  const bare = afterPackage(withoutPath);
  if (bare.length <= characters) return bare;
  return `${(bare.length >= 3 ? bare : withoutPath).slice(0, characters - 1)}…`;
}

/** `example.com/mod/pkg.(*T).Run` becomes `pkg.(*T).Run`; type arguments keep their paths. */
function afterPath(name: string): string {
  const end = argumentsStart(name);
  return name.slice(name.lastIndexOf('/', end) + 1);
}

/** `pkg.(*T).Run` becomes `(*T).Run`, `std::vector<int>::push` becomes `push`. */
function afterPackage(name: string): string {
  const end = argumentsStart(name);
  const colons = name.lastIndexOf('::', end);
  if (colons > 0) return name.slice(colons + 2);
  const dot = name.indexOf('.');
  return dot > 0 && dot < name.length - 1 ? name.slice(dot + 1) : name;
}

/** Where type arguments or parameters begin: what is in them is not the path of the function. */
function argumentsStart(name: string): number {
  const start = name.search(/[[<]/);
  return start > 0 ? start : name.length;
}

/** The package of a Go, Java or C++ function, or the folder of its file; the name where there is neither. */
export function packageOf(name: string, file: string): string {
  const head = name.slice(0, argumentsStart(name));
  const slash = head.lastIndexOf('/');
  const dot = head.slice(slash + 1).search(/\.|::/);
  if (dot > 0) return head.slice(0, slash + 1 + dot);
  const folder = file.lastIndexOf('/');
  return folder > 0 ? file.slice(0, folder) : name;
}
