// Shortens function names for pictures: package paths, versions and C++ namespaces go.

const anonymousNamespace = /^\(anonymous namespace\)::/;
const moduleVersion = /^([^\n]*?)\/v(?:[2-9]|[1-9][0-9]+)([./][^\n]*)$/;
/** Go, Java and C++ in this order; what the group catches stays. */
const packagePrefixes = [
  /^(?:[\w\-.]+\/)+([^.]+\.[^\n]+)/,
  /^(?:[a-z]\w*\.)*([A-Z][\w$]*\.(?:<init>|[a-z][\w$]*(?:\$\d+)?))(?:\(|$)/,
  /^(?:[_a-zA-Z]\w*::)+(_*[A-Z]\w*::~?[_a-zA-Z]\w*(?:<[^\n]*>)?)/,
];

/** The name that boxes of the graph show: `example.com/mod/v2/pkg.(*T).Run` becomes `pkg.(*T).Run`. */
export function shortFunctionName(name: string): string {
  const unversioned = name.replace(anonymousNamespace, '').replace(moduleVersion, '$1$2');
  for (const prefix of packagePrefixes) {
    const match = prefix.exec(unversioned);
    if (match !== null) return match[1]!;
  }
  return unversioned;
}
