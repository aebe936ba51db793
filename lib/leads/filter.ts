import type { LeadFilter } from "./schemas";
import type { Actor } from "@/lib/auth/actor";
import { instant } from "@/lib/db/instant";
import type { Queryable } from "@/lib/db/sql";

/**
 * The condition on `leads l` that a filter means, within what the actor may see. Dates without a time are days of APP_TIMEZONE, both ends
 * included. A search finds every word, without accents or case, in the name, the phone or the e-mail.
 */
export function leadCondition(db: Queryable, actor: Actor, filter: LeadFilter) {
  const estados = filter.estado === undefined ? null : [filter.estado].flat();
  const clientes = filter.cliente_id === undefined ? null : [filter.cliente_id].flat();
  const words = (filter.search ?? "").split(/\s+/).filter(Boolean);
  return db`
    ${actor.clienteId === null ? db`true` : db`l.cliente_id = ${actor.clienteId}`}
    ${estados ? db`and l.estado = any(${estados})` : db``}
    ${clientes ? db`and l.cliente_id = any(${clientes})` : db``}
    ${filter.created_after ? db`and l.created_at >= ${instant(db, filter.created_after)}` : db``}
    ${filter.created_before ? db`and l.created_at < ${instant(db, filter.created_before, 1)}` : db``}
    ${words.length === 0 ? db`` : words.map((word) => db`and lead_search_text(l.name, l.phone, l.email) like '%' || tanda_fold(${escapeLike(word)}) || '%'`)}`;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
