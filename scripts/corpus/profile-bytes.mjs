// Writes profile.proto bytes by hand, so that a synthetic profile can also hold what no builder would write.

/** @typedef {string | Uint8Array} Text a string, or raw bytes that need not be UTF-8 */
/** @typedef {number | bigint} Int */
/** @typedef {{ key: Text, str?: Text, num?: Int, unit?: Text }} Label */
/** @typedef {{ stack: readonly Int[], values: readonly Int[], labels?: readonly Label[] }} Sample leaf first */
/** @typedef {{ id: Int, start?: Int, limit?: Int, offset?: Int, file?: Text, buildId?: Text, has?: readonly boolean[] }} Mapping */
/** @typedef {{ function: Int, line?: Int, column?: Int }} Line */
/** @typedef {{ id: Int, mapping?: Int, address?: Int, lines?: readonly Line[], folded?: boolean }} Location */
/** @typedef {{ id: Int, name?: Text, systemName?: Text, file?: Text, startLine?: Int }} Func */
/**
 * @typedef {object} Drawing what a profile holds; ids are written as they are given
 * @property {readonly (readonly [Text, Text])[]} sampleTypes type and unit
 * @property {readonly Sample[]} samples
 * @property {readonly Mapping[]} [mappings]
 * @property {readonly Location[]} [locations]
 * @property {readonly Func[]} [functions]
 * @property {readonly [Text, Text]} [periodType]
 * @property {Int} [period]
 * @property {Int} [timeNanos]
 * @property {Int} [durationNanos]
 * @property {readonly Text[]} [comments]
 * @property {Text} [defaultSampleType]
 * @property {Text} [docUrl]
 * @property {Text} [dropFrames]
 * @property {Text} [keepFrames]
 * @property {boolean} [unpacked] write repeated numbers one field each
 * @property {boolean} [unknownFields] add fields that no version of the format has
 * @property {boolean} [stringsFirst] write the string table before what refers to it
 * @property {readonly Text[]} [strings] the table's first entries; '' unless given
 */

/**
 * @param {Drawing} drawing
 * @returns {Buffer} the uncompressed profile
 */
export function profileBytes(drawing) {
  const strings = stringTable(drawing.strings ?? ['']);
  const repeated = drawing.unpacked ? unpackedField : packedField;
  const extra = drawing.unknownFields ? unknownFields() : empty;
  const { index } = strings;

  const valueType = ([type, unit]) => join(intField(1, index(type)), intField(2, index(unit)));
  const label = ({ key, str = '', num = 0, unit = '' }) =>
    join(intField(1, index(key)), intField(2, index(str)), intField(3, num), intField(4, index(unit)));
  const sample = ({ stack, values, labels = [] }) =>
    join(repeated(1, stack), repeated(2, values), ...labels.map((each) => bytesField(3, label(each))), extra);
  const mapping = ({ id, start = 0, limit = 0, offset = 0, file = '', buildId = '', has = [] }) =>
    join(
      intField(1, id),
      intField(2, start),
      intField(3, limit),
      intField(4, offset),
      intField(5, index(file)),
      intField(6, index(buildId)),
      ...has.map((flag, i) => intField(7 + i, flag ? 1 : 0)),
    );
  const line = ({ function: id, line = 0, column = 0 }) =>
    join(intField(1, id), intField(2, line), intField(3, column));
  const location = ({ id, mapping = 0, address = 0, lines = [], folded = false }) =>
    join(
      intField(1, id),
      intField(2, mapping),
      intField(3, address),
      ...lines.map((each) => bytesField(4, line(each))),
      intField(5, folded ? 1 : 0),
      extra,
    );
  const func = ({ id, name = '', systemName = '', file = '', startLine = 0 }) =>
    join(
      intField(1, id),
      intField(2, index(name)),
      intField(3, index(systemName)),
      intField(4, index(file)),
      intField(5, startLine),
    );

  const body = join(
    ...drawing.sampleTypes.map((each) => bytesField(1, valueType(each))),
    ...drawing.samples.map((each) => bytesField(2, sample(each))),
    ...(drawing.mappings ?? []).map((each) => bytesField(3, mapping(each))),
    ...(drawing.locations ?? []).map((each) => bytesField(4, location(each))),
    ...(drawing.functions ?? []).map((each) => bytesField(5, func(each))),
    intField(7, index(drawing.dropFrames ?? '')),
    intField(8, index(drawing.keepFrames ?? '')),
    intField(9, drawing.timeNanos ?? 0),
    intField(10, drawing.durationNanos ?? 0),
    drawing.periodType ? bytesField(11, valueType(drawing.periodType)) : empty,
    intField(12, drawing.period ?? 0),
    repeated(13, (drawing.comments ?? []).map(index)),
    intField(14, index(drawing.defaultSampleType ?? '')),
    intField(15, index(drawing.docUrl ?? '')),
    extra,
  );
  const table = join(...strings.all.map((each) => bytesField(6, Buffer.from(each))));
  return drawing.stringsFirst ? join(table, body) : join(body, table);
}

const empty = Buffer.alloc(0);

/** Interns strings in the order of their first use. */
function stringTable(first) {
  const all = [...first];
  const index = (text) => {
    const found = all.findIndex((each) => Buffer.from(each).equals(Buffer.from(text)));
    return found >= 0 ? found : all.push(text) - 1;
  };
  return { all, index };
}

function varint(value) {
  const bytes = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}

/** As proto3 does, a zero is not written. */
function intField(field, value) {
  return BigInt(value) === 0n ? empty : join(varint(field << 3), varint(value));
}

function bytesField(field, bytes) {
  return join(varint((field << 3) | 2), varint(bytes.length), bytes);
}

function packedField(field, values) {
  return values.length === 0 ? empty : bytesField(field, join(...values.map(varint)));
}

function unpackedField(field, values) {
  return join(...values.map((value) => join(varint(field << 3), varint(value))));
}

/** One field of each wire type, with numbers far above those in use. */
function unknownFields() {
  return join(
    join(varint(100 << 3), varint(300)),
    join(varint((101 << 3) | 1), Buffer.alloc(8, 0xab)),
    bytesField(102, Buffer.from('from a later version')),
    join(varint((103 << 3) | 5), Buffer.alloc(4, 0xcd)),
  );
}

function join(...parts) {
  return Buffer.concat(parts);
}
