// Shortens function names for pictures: package paths, versions and C++ namespaces go.

const anonymousNamespace = /^\(anonymous namespace\)::/;
const moduleVersion = /^([^\n]*?)\/v(?:[2-9]|[1-9][0-9]+)([./][^\n]*)$/;
/** Java and C++ in this order; what the group catches stays. */
const packagePrefixes = [
  /^(?:[a-z]\w*\.)*([A-Z][\w$]*\.(?:<init>|[a-z][\w$]*(?:\$\d+)?))(?:\(|$)/,
  /^(?:[_a-zA-Z]\w*::)+(_*[A-Z]\w*::~?[_a-zA-Z]\w*(?:<[^\n]*>)?)/,
];

/** The name that boxes of the graph show: `example.com/mod/v2/pkg.(*T).Run` becomes `pkg.(*T).Run`. */
export function shortFunctionName(name: string): string {
  const unversioned = name.replace(anonymousNamespace, '').replace(moduleVersion, '$1$2');
  const withoutPath = withoutGoPath(unversioned);
  if (withoutPath !== undefined) return withoutPath;
  for (const prefix of packagePrefixes) {
    const match = prefix.exec(unversioned);
    if (match !== null) return match[1]!;
  }
  return unversioned;
}

const goPath = /^(?:[\w\-.]+\/)+/;

/**
 * What `^(?:[\w\-.]+\/)+([^.]+\..+)` catches: the package and what follows a dot, behind as many elements of
 * a path as possible. A regular expression that backtracks takes forever on a hostile name.
 */
function withoutGoPath(name: string): string | undefined {
  const path = goPath.exec(name)?.[0] ?? '';
  let dot = name.indexOf('.', path.length);
  for (let slash = path.length - 1; slash > 0; slash--) {
    if (name[slash] === '.') dot = slash;
    if (name[slash] !== '/') continue;
    const isDotInside = dot > slash + 1 && dot + 1 < name.length && name[dot + 1] !== '\n';
    if (isDotInside) {
      const lineEnd = name.indexOf('\n', dot);
      return name.slice(slash + 1, lineEnd < 0 ? undefined : lineEnd);
    }
  }
  return undefined;
}
