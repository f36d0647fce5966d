/** Writes one protobuf message, field by field. https://protobuf.dev/programming-guides/encoding/ */
export interface ProtobufWriter {
  /** A varint field: int32, int64, bool or enum. Negative numbers take ten bytes, as the format wants. */
  int(field: number, value: number): ProtobufWriter;
  /** A 32-bit float field. */
  float(field: number, value: number): ProtobufWriter;
  /** A bytes field. */
  bytes(field: number, value: Uint8Array): ProtobufWriter;
  /** A string field, UTF-8. */
  text(field: number, value: string): ProtobufWriter;
  /** An embedded message. */
  message(field: number, value: ProtobufWriter): ProtobufWriter;
  /** The pieces of the message so far, in order, and their length; large byte fields are not copied. */
  readonly chunks: readonly Uint8Array[];
  readonly length: number;
}

const varintType = 0;
const lengthType = 2;
const fixed32Type = 5;

function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    out.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Uint8Array.from(out);
}

/** An empty message. */
export function protobuf(): ProtobufWriter {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const add = (...pieces: readonly Uint8Array[]) => {
    for (const piece of pieces) {
      chunks.push(piece);
      length += piece.length;
    }
    return writer;
  };
  const tag = (field: number, wireType: number) => varint(field * 8 + wireType);
  const writer: ProtobufWriter = {
    int: (field, value) => add(tag(field, varintType), varint(value)),
    float(field, value) {
      const four = new Uint8Array(4);
      new DataView(four.buffer).setFloat32(0, value, true);
      return add(tag(field, fixed32Type), four);
    },
    bytes: (field, value) => add(tag(field, lengthType), varint(value.length), value),
    text: (field, value) => writer.bytes(field, new TextEncoder().encode(value)),
    message: (field, value) => add(tag(field, lengthType), varint(value.length), ...value.chunks),
    chunks,
    get length() {
      return length;
    },
  };
  return writer;
}

/** The whole message in one array. */
export function protobufBytes(writer: ProtobufWriter): Uint8Array {
  const whole = new Uint8Array(writer.length);
  let at = 0;
  for (const chunk of writer.chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
