import { getCountryCallingCode, type CountryCode } from "libphonenumber-js/min";
import type { Audience } from "./schemas";
import { type TemplateVariable, textsOf, variablesOf } from "./template";
import { type CampaignRow, templateOf } from "./view";
import { settings } from "@/lib/config/env";
import type { Context, TransactionContext } from "@/lib/context/context";
import { leadCondition } from "@/lib/leads/filter";

/** What a campaign's row says of whom to write to. */
export type StoredAudience = Audience & { contactIds?: number[] };

type Db = (Context | TransactionContext)["db"];
type Fragment = ReturnType<typeof contactValue>;

/**
 * Everybody that a campaign would be written to now, as a query with `source, ord, phone, name, v0, v1, …`: the values of the variables that the message uses, in
 * their order; a number that cannot be made out is null.
 */
export function candidates(ctx: Context | TransactionContext, row: Pick<CampaignRow, "audience" | "message" | "contentSid" | "contentVariables">) {
  const { db } = ctx;
  const audience = row.audience as StoredAudience;
  const names = usedVariables(row).map((variable) => variable.name);
  const parts = [
    audience.contactIds && contactsById(db, audience.contactIds, names),
    audience.contacts && contactsByFilter(db, audience.contacts, names),
    audience.leads && leads(ctx, audience.leads, names),
    audience.users && users(db, audience.users.zones, names),
  ].filter((part) => part !== undefined);
  return parts.reduce((all, part) => db`${all} union all ${part}`);
}

/** Can the same number come twice? Contacts alone have one row a number. */
export function mayRepeat(row: Pick<CampaignRow, "audience">): boolean {
  const { leads: ofLeads, users: ofUsers } = row.audience as StoredAudience;
  return ofLeads !== undefined || ofUsers !== undefined;
}

/** The variables of a campaign's message. */
export function usedVariables(row: Pick<CampaignRow, "message" | "contentSid" | "contentVariables">): TemplateVariable[] {
  return variablesOf(textsOf(templateOf(row)));
}

/**
 * Candidates with their `variables` and what becomes of each: `reason` is null for who is written to; else `invalid_phone`, `opted_out` or `missing_variable:name`. Of several with one
 * number the first stays; the others are not in it.
 */
export function sortedCandidates(ctx: Context | TransactionContext, row: CampaignRow) {
  const { db } = ctx;
  const used = usedVariables(row);
  const missing = used.flatMap(({ name, hasFallback }, k) => (hasFallback ? [] : db`when coalesce(x.${column(db, k)}, '') = '' then ${`missing_variable:${name}`}`));
  return db`
    select x.source, x.ord, x.phone, x.name, ${variables(db, used.map(({ name }) => name))} as variables,
      case when x.phone is null then 'invalid_phone' when o.phone is not null then 'opted_out' ${missing.reduce((all, part) => db`${all} ${part}`, db``)} end as reason
    from (${mayRepeat(row) ? db`select distinct on (coalesce(phone, source || ord)) * from (${candidates(ctx, row)}) every order by coalesce(phone, source || ord), source, ord` : candidates(ctx, row)}) x
    left join opt_outs o on o.phone = x.phone`;
}

function contactsById(db: Db, ids: number[], names: string[]) {
  return db`
    select '1' as source, c.id as ord, c.phone, c.name${values(db, names, (name) => contactValue(db, name))}
    from contacts c where c.id = any(${`{${ids.join(",")}}`}::bigint[])`;
}

function contactsByFilter(db: Db, filter: NonNullable<Audience["contacts"]>, names: string[]) {
  return db`
    select '1' as source, c.id as ord, c.phone, c.name${values(db, names, (name) => contactValue(db, name))}
    from contacts c where true
      ${filter.tags ? db`and c.tags && ${filter.tags}::text[]` : db``}
      ${filter.search ? db`and tanda_fold(c.name || ' ' || c.phone) like '%' || tanda_fold(${filter.search.replace(/[\\%_]/g, "\\$&")}) || '%'` : db``}`;
}

function leads(ctx: Context | TransactionContext, filter: NonNullable<Audience["leads"]>, names: string[]) {
  const { db, actor } = ctx;
  const columns: Record<string, Fragment> = {
    name: db`l.name`, phone: db`l.phone`, email: db`l.email`, city: db`l.city`, estado: db`l.estado`,
    cliente: db`(select k.name from clientes k where k.id = l.cliente_id)`,
  };
  return db`
    select '2' as source, l.id as ord, tanda_e164(l.phone, ${callingCode()}) as phone, l.name${values(db, names, (name) => columns[name] ?? db`null::text`)}
    from leads l where ${leadCondition(db, actor, filter)}`;
}

function users(db: Db, zones: string[], names: string[]) {
  const columns: Record<string, Fragment> = {
    name: db`u.name`, phone: db`coalesce(u.phone_mobile, u.phone)`, email: db`u.email`, city: db`u.city`, zone: db`u.zone`, address: db`u.address`, code: db`u.code`,
  };
  return db`
    select '3' as source, u.id as ord, coalesce(u.phone_mobile, u.phone) as phone, u.name${values(db, names, (name) => columns[name] ?? db`null::text`)}
    from users u where u.role = 'subscriber' and u.active and u.zone = any(${zones}::text[])`;
}

function contactValue(db: Db, name: string) {
  if (name === "name") return db`c.name`;
  if (name === "phone") return db`c.phone`;
  return db`c.fields->>${name}`;
}

const column = (db: Db, k: number) => db(`v${k}`);

function values(db: Db, names: string[], valueOf: (name: string) => Fragment) {
  return names.map((name, k) => db`, ${valueOf(name)} as ${column(db, k)}`).reduce((all, part) => db`${all}${part}`, db``);
}

/** Leaving nulls out costs as much as all the rest: it is done where there are any. */
function variables(db: Db, names: string[]) {
  if (names.length === 0) return db`'{}'::jsonb`;
  const pairs = names.map((name, k) => db`${name}::text, x.${column(db, k)}`).reduce((all, pair) => db`${all}, ${pair}`);
  const blank = names.map((_, k) => db`x.${column(db, k)} is null`).reduce((all, part) => db`${all} or ${part}`);
  return db`case when ${blank} then jsonb_strip_nulls(jsonb_build_object(${pairs})) else jsonb_build_object(${pairs}) end`;
}

/** The digits before national numbers, of DEFAULT_COUNTRY. */
function callingCode(): string {
  return getCountryCallingCode(settings().DEFAULT_COUNTRY as CountryCode);
}
