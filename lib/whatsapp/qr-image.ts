import { toBuffer, toString } from "qrcode";
import { findSession } from "./find-session";
import { cachedQr } from "./session-cache";
import { requirePermission } from "@/lib/auth/roles";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/errors";

const OPTIONS = { errorCorrectionLevel: "L", margin: 4 } as const;
const PNG_PIXELS = 512;

/** `GET …/{id}/qr.svg`: the QR to scan as a picture; its text leaves the server in no other form. @throws AppError `not_found` when there is none to scan */
export async function qrSvg(ctx: Context, id: string): Promise<Response> {
  return picture("image/svg+xml", await toString(await readQr(ctx, id), { ...OPTIONS, type: "svg" }));
}

/** `GET …/{id}/qr.png` */
export async function qrPng(ctx: Context, id: string): Promise<Response> {
  return picture("image/png", new Uint8Array(await toBuffer(await readQr(ctx, id), { ...OPTIONS, type: "png", width: PNG_PIXELS })));
}

async function readQr(ctx: Context, id: string): Promise<string> {
  requirePermission(ctx.actor, "whatsapp:write");
  const { has_qr: hasQr, qr_version: version, qr_expires_at: expiresAt } = await findSession(ctx, id);
  if (!hasQr || version === null || expiresAt === null) throw new AppError("not_found");
  const qr = await cachedQr(id, version, new Date(expiresAt), async () => {
    const [row] = await ctx.db<{ qr: string }[]>`
      select qr from whatsapp_sessions where id = ${id} and qr_epoch || '.' || qr_seq = ${version} and qr_expires_at > now() and desired = 'running' and qr is not null`;
    return row?.qr ?? null;
  });
  if (qr === null) throw new AppError("not_found");
  return qr;
}

function picture(contentType: string, body: string | Uint8Array<ArrayBuffer>): Response {
  return new Response(body, { headers: { "Content-Type": contentType, "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'" } });
}
