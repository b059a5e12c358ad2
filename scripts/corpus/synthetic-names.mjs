// The synthetic profiles whose subject is names: long, generic, foreign, quoted, or not text at all.

const cpu = {
  sampleTypes: [
    ['samples', 'count'],
    ['cpu', 'nanoseconds'],
  ],
  periodType: ['cpu', 'nanoseconds'],
  period: 10_000_000,
};

/** @type {readonly import('../corpus-synthetic.mjs').Row[]} */
export const namedProfiles = [
  {
    file: 'names-cpp.pb.gz',
    exercises: 'C++: templates, operators, lambdas, abi tags, anonymous namespaces, mangled system names',
    drawing: named(
      [
        ['main', 'main'],
        [
          'shop::Cart<std::pair<int, std::vector<std::__cxx11::string>>>::add(std::string const&, int) const',
          '_ZNK4shop4CartISt4pairIiSt6vectorINSt7__cxx1112basic_stringEEEE3addERKSsi',
        ],
        [
          'std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >::_M_append(char const*, unsigned long)',
          '_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_appendEPKcm',
        ],
        [
          '(anonymous namespace)::parse(std::function<void (int)>)',
          '_ZN12_GLOBAL__N_15parseESt8functionIFviEE',
        ],
        ['shop::operator<<(std::ostream&, shop::Order const&)', '_ZN4shoplsERSoRKNS_5OrderE'],
        [
          'shop::Order::operator()(int) const::{lambda(auto:1)#2}::operator()<double>(double) const',
          '_ZZNK4shop5OrderclEiENKUlT_E0_clIdEEDaS1_',
        ],
        [
          'void std::sort<__gnu_cxx::__normal_iterator<int*, std::vector<int> > >(__gnu_cxx::__normal_iterator<int*, std::vector<int> >, __gnu_cxx::__normal_iterator<int*, std::vector<int> >)',
          '_ZSt4sortIN9__gnu_cxx17__normal_iteratorIPiSt6vectorIiSaIiEEEEEvT_S7_',
        ],
        ['operator new(unsigned long)', '_Znwm'],
        ['shop::Cart::~Cart()', '_ZN4shop4CartD2Ev'],
        ['shop::total[abi:cxx11](int) [clone .cold]', '_ZN4shop5totalB5cxx11Ei.cold'],
      ],
      '/src/shop/cart.cc',
    ),
  },
  {
    file: 'names-mangled.pb.gz',
    exercises: 'mangled names that were never demangled: C++, Rust legacy and v0, Windows',
    drawing: named(
      [
        ['main', 'main'],
        ['_ZN4shop4Cart3addERKSsi'],
        ['_ZNSt6vectorIiSaIiEE9push_backEOi'],
        ['_ZN4shop4cart3add17h0123456789abcdefE'],
        ['_RNvNtCs1234_4shop4cart3add'],
        ['?add@Cart@shop@@QEAAXH@Z'],
        ['_Z'],
        ['_ZN4shop'],
        ['__ZN4shop4Cart5clearEv'],
      ].map(([name]) => [name, name]),
      '/src/shop/cart.rs',
    ),
  },
  {
    file: 'names-go.pb.gz',
    exercises:
      'Go: generics, method values, closures, versions in paths, dots in packages, vendored and escaped paths',
    drawing: named(
      [
        ['main.main'],
        [
          'github.com/heapwise-example/shop/v2/internal/cart.(*Cart[go.shape.struct { Name string; Price float64 }]).Add',
        ],
        ['github.com/heapwise-example/shop/v2/internal/cart.(*Cart[...]).Add-fm'],
        ['gopkg.in/yaml%2ev3.(*Decoder).Decode'],
        ['slices.SortFunc[go.shape.[]int,go.shape.int].func1'],
        ['net/http.(*conn).serve.func2.1'],
        ['main.init.0.func1.gowrap2'],
        ['heapwise.example/shop/vendor/golang.org/x/text/unicode/norm.Form.Bytes'],
        ['runtime.mallocgc'],
        ['type:.eq.main.order'],
        ['main.glob..func1'],
      ].map(([name]) => [name, name]),
      '/go/pkg/mod/github.com/heapwise-example/shop/v2@v2.3.1-0.20240102030405-abcdef012345/cart.go',
    ),
  },
  {
    file: 'names-java.pb.gz',
    exercises:
      'Java: packages, inner classes, constructors, lambdas, parameter lists, Kotlin and Scala names',
    drawing: named(
      [
        ['com.heapwise.shop.Main.main(java.lang.String[])'],
        ['com.heapwise.shop.internal.cart.Cart$Line.<init>(java.util.List, int)'],
        ['com.heapwise.shop.Main$$Lambda$14/0x0000000800066840.apply'],
        ['com.heapwise.shop.Main.lambda$total$0'],
        ['java.util.concurrent.ThreadPoolExecutor$Worker.run()'],
        ['scala.collection.immutable.List.$colon$colon'],
        ['kotlinx.coroutines.DispatchedTask.run$suspendImpl'],
        ['[Ljava.lang.Object;.clone'],
        ['JIT stub'],
      ].map(([name]) => [name, name]),
      'Cart.java',
    ),
  },
  {
    file: 'names-foreign.pb.gz',
    exercises:
      'names that are not ASCII: Greek, Chinese, combining accents, emoji, right to left; two whose order differs between UTF-8 and UTF-16',
    drawing: named(
      [
        ['главная'],
        ['μετρητής'],
        ['商店.结算'],
        ['cafe\u0301'],
        ['caf\u00e9'],
        ['🛒.add'],
        ['\uffee.halfwidth'],
        ['سلة'],
        ['zero\u200bwidth'],
        ['İstanbul'],
      ].map(([name]) => [name, name]),
      '/данные/mağaza/店.go',
    ),
  },
  {
    file: 'names-quoted.pb.gz',
    exercises:
      'quotes, backslashes, newlines, tabs, control characters, markup, percent signs, blanks at the ends',
    drawing: named(
      [
        ['main'],
        ['say "hello"'],
        ["it's"],
        ['C:\\shop\\cart'],
        ['two\nlines'],
        ['tab\there'],
        ['<script>alert(1)</script>'],
        ['a&amp;b'],
        ['{record|shape}'],
        ['100%s %d %%'],
        ['  blanks  '],
        ['bell\u0007nul\u0000end'],
        ['$(rm -rf nothing)`x`'],
        ['semi;colon'],
      ].map(([name]) => [name, name]),
      '/src/with "quotes" and \\ and\nnewline.go',
    ),
  },
  {
    file: 'names-invalid-utf8.pb.gz',
    exercises: 'bytes that are not UTF-8 in functions, files, labels and comments',
    drawing: {
      ...named(
        [
          [Buffer.from('main')],
          [latin1('caf\xe9')],
          [latin1('\xff\xfe')],
          [latin1('cut \xe2\x82')],
          [latin1('lone \xed\xa0\x80')],
        ].map(([name]) => [name, name]),
        latin1('/src/\xe9.go'),
      ),
      comments: [latin1('comment \xe9')],
    },
  },
  {
    file: 'names-files.pb.gz',
    exercises:
      'files: Windows, relative, trimmed, with a version, with .., with blanks, a URL, none; names that are empty',
    drawing: named(
      ['main', 'a', 'b', 'c', 'd', 'e', 'f', 'g', ''].map((name) => [name, name]),
      [
        'C:\\shop\\main.go',
        'relative/a.go',
        './b.go',
        '/src/../src/c.go',
        'example.com/shop@v1.2.3/d.go',
        '/src/with blank/e.go',
        'file:///src/f.mjs',
        '',
        '/src/nameless.go',
      ],
    ),
  },
];

/** A chain of calls through all names, each with some samples of its own. */
function named(names, files) {
  const ids = names.map((_, i) => i + 1);
  return {
    ...cpu,
    samples: ids.map((id) => ({
      stack: ids.slice(0, id).reverse(),
      values: [id, id * 10_000_000],
      labels: id === 2 ? [{ key: 'name', str: names[1][0] }] : [],
    })),
    mappings: [{ id: 1, start: 0x1000, limit: 0x9000, file: '/usr/bin/shop', has: [true, true, true, true] }],
    locations: ids.map((id) => ({
      id,
      mapping: 1,
      address: 0x1000 + id * 16,
      lines: [{ function: id, line: 10 + id }],
    })),
    functions: names.map(([name, systemName], i) => ({
      id: i + 1,
      name,
      systemName,
      file: Array.isArray(files) ? files[i] : files,
      startLine: 10,
    })),
  };
}

function latin1(text) {
  return Buffer.from(text, 'latin1');
}
