import jsQr from "jsqr";
import { PNG } from "pngjs";

// jsqr is CommonJS: where its default is wrapped again, the function is inside.
const read = ("default" in jsQr ? (jsQr as unknown as { default: typeof jsQr }).default : jsQr) as typeof jsQr;

/** What a phone would read from a picture; null when there is no QR in it. */
export function decode(png: Buffer): string | null {
  const { data, width, height } = PNG.sync.read(png);
  return read(new Uint8ClampedArray(data), width, height)?.data ?? null;
}
