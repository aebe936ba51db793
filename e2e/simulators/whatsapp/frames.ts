import { HEADER } from "./noise";

/** Cuts the bytes of a client into frames: an introduction first, with routing information or without, then length and payload each. */
export class Frames {
  private bytes: Uint8Array = Buffer.alloc(0);
  private isIntroduced = false;

  push(data: Uint8Array): Uint8Array[] {
    this.bytes = this.bytes.length === 0 ? data : Buffer.concat([this.bytes, data]);
    if (!this.isIntroduced && !this.introduce()) return [];
    const frames: Uint8Array[] = [];
    for (;;) {
      const length = lengthAt(this.bytes, 0);
      if (length === undefined || this.bytes.length < length + 3) return frames;
      frames.push(this.bytes.subarray(3, length + 3));
      this.bytes = this.bytes.subarray(length + 3);
    }
  }

  private introduce(): boolean {
    const hasRouting = this.bytes[0] === 0x45 && this.bytes[1] === 0x44;
    const routing = hasRouting ? lengthAt(this.bytes, 4) : -7;
    if (routing === undefined || this.bytes.length < 7 + routing + HEADER.length) return false;
    this.bytes = this.bytes.subarray(7 + routing + HEADER.length);
    this.isIntroduced = true;
    return true;
  }
}

/** Puts the length before a payload. */
export function frame(payload: Uint8Array): Uint8Array {
  const length = Buffer.alloc(3);
  length.writeUIntBE(payload.length, 0, 3);
  return Buffer.concat([length, payload]);
}

function lengthAt(bytes: Uint8Array, at: number): number | undefined {
  return bytes.length < at + 3 ? undefined : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUIntBE(at, 3);
}
