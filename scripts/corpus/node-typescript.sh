# Node running TypeScript: V8's profiles of examples/node-typescript, and the compiled code that they name.
needs node 'Node 20 or later'
modules=$root/node_modules
[ -x "$modules/.bin/tsc" ] || unavailable "this repository's TypeScript is not installed (npm ci)"
source_copy node-typescript
"$modules/.bin/tsc" --typeRoots "$modules/@types"
node build/record.js recorded
cp recorded/* "$out/"
# The sources of the program are inside of the maps.
mkdir -p "$out/build"
cp build/shop.js build/shop.js.map "$out/build/"

begin_notes 'The program is `examples/node-typescript`, compiled and run in `/tmp/heapwise-corpus/node-typescript`. Of its compiled code `shop.js` and its source map are kept, so that the other file has none.'
version="Node $(node --version), $("$modules/.bin/tsc" --version | sed 's/Version/TypeScript/')"
run='node build/record.js recorded'
note shop.heapprofile "$version" "$run" 'generated files with a source map, and without'
note shop.cpuprofile "$version" "$run" 'the same, with lines'
note build/shop.js "$version" 'tsc' 'lines differ from those of the source'
note build/shop.js.map "$version" 'tsc' 'a source map with the sources in it'
