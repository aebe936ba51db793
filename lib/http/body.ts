import { AppError } from "@/lib/errors/errors";

export const MAX_BODY_BYTES = 2 * 1024 * 1024;
const BODY_TIMEOUT_SECONDS = 15;

/**
 * Reads a request's JSON, cutting it off at `maxBytes` while it arrives and giving up on a body that dribbles.
 * @returns the text, for hashing, and its parsed value; `undefined` for an empty body.
 * @throws AppError unsupported_media_type, payload_too_large, request_timeout, invalid_json
 */
export async function readJson(request: Request, maxBytes = MAX_BODY_BYTES): Promise<{ text: string; value: unknown }> {
  const type = request.headers.get("content-type") ?? "";
  if (type === "" && isBodiless(request)) return { text: "", value: undefined };
  if (!/^application\/(json|[\w.+-]+\+json)\b/i.test(type)) {
    throw new AppError("unsupported_media_type", { params: { expected: "application/json" } });
  }
  const text = new TextDecoder().decode(await readBytes(request, maxBytes));
  try {
    return { text, value: JSON.parse(text) };
  } catch {
    throw new AppError("invalid_json");
  }
}

function isBodiless({ headers }: Request): boolean {
  return Number(headers.get("content-length") ?? 0) === 0 && !headers.has("transfer-encoding");
}

/** Reads a request's body as text, under the same limits. @throws AppError payload_too_large, request_timeout */
export async function readText(request: Request, maxBytes = MAX_BODY_BYTES): Promise<string> {
  return new TextDecoder().decode(await readBytes(request, maxBytes));
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError("request_timeout", { params: { seconds: BODY_TIMEOUT_SECONDS } })),
      BODY_TIMEOUT_SECONDS * 1000,
    );
  });
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), timeout]);
      if (done) return Buffer.concat(chunks, size);
      size += value.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(value);
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

export function tooLarge(maxBytes: number): AppError {
  return new AppError("payload_too_large", { params: { max: `${Math.round(maxBytes / 1024 / 1024)} MiB` } });
}
