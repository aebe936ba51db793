import { z } from "zod";
import { ownLimitsSchema } from "@/lib/auth/schemas";
import { pageQuery, paginated } from "@/lib/http/pagination";
import { NOTHING_TO_CHANGE, namesSomething, type RuleText } from "@/lib/http/rules";

/** The roles that a person can have; `gateway` is for programs. */
export const USER_ROLES = ["admin", "operator", "viewer", "cliente", "subscriber"] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** What a Wispro run writes and a person may pin. */
export const PINNABLE = ["name", "email", "phone", "phone_mobile", "address", "city", "zone"] as const;
export type Pinnable = (typeof PINNABLE)[number];

export const USER_SORTS = ["-created_at", "created_at", "name", "-name", "-id", "id"] as const;
export type UserSort = (typeof USER_SORTS)[number];

/** A user as lists and single answers show it: never a credential, the identity number masked. */
export const userSchema = z.object({
  id: z.int(),
  code: z.string().nullable().describe("What people call the customer by on the phone"),
  name: z.string(),
  login_email: z.string().nullable().describe("What a person signs in with"),
  email: z.string().nullable().describe("A contact address, which families share"),
  role: z.string(),
  active: z.boolean(),
  cliente_id: z.int().nullable(),
  cliente_name: z.string().nullable(),
  phone: z.string().nullable(),
  phone_mobile: z.string().nullable(),
  address: z.string().nullable(),
  city: z.string().nullable(),
  zone: z.string().nullable(),
  identity: z.string().nullable().describe("All but the last three digits hidden"),
  id_wispro: z.string().nullable(),
  wispro_number: z.string().nullable().describe("Wispro's own number of the client"),
  pinned: z.array(z.string()).describe("Fields that a Wispro run leaves as they are"),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type User = z.infer<typeof userSchema>;

/** One user, with what a list leaves out. */
export const userDetailSchema = userSchema.extend({
  limits: ownLimitsSchema,
  has_password: z.boolean(),
  open_sessions: z.int(),
});
export type UserDetail = z.infer<typeof userDetailSchema>;

const flag = z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1");

const CONTRADICTS = { es: "active=false contradice a active_only=true", en: "active=false contradicts active_only=true" };

/** Which users: shared by the list, the totals and the export. */
export const userFilterQuery = z.object({
  active_only: flag.optional().describe("Leaves the deactivated out; refused together with `active=false`"),
  active: flag.optional().describe("Only the active (true) or only the deactivated (false)"),
  role: z.enum(USER_ROLES).optional(),
  zone: z.string().trim().min(1).max(200).optional(),
  search: z.string().trim().min(1).max(100).optional().describe("Each word begins one of the name, code, e-mails, Wispro number or phones, without accents or case; a phone also by its last seven digits"),
});
export type UserFilter = z.infer<typeof userFilterQuery>;

export const listUsersQuery = pageQuery
  .extend({
    ...userFilterQuery.shape,
    sort: z.enum(USER_SORTS).default("-created_at").describe("By name without capitals, accents and signs; equal ones by id"),
    format: z.enum(["json", "csv"]).default("json"),
  })
  .refine(({ active_only, active }) => !(active_only && active === false), { path: ["active"], params: { says: CONTRADICTS } satisfies RuleText });
export type ListUsersQuery = z.infer<typeof listUsersQuery>;

export const listUsersSchema = paginated(userSchema);
export type UserPage = z.infer<typeof listUsersSchema>;

/** How many users each value of a filter leaves. */
export const userFacetsSchema = z.object({
  total: z.int(),
  active: z.int(),
  inactive: z.int(),
  roles: z.array(z.object({ role: z.string(), users: z.int() })),
  zones: z.array(z.object({ zone: z.string(), users: z.int() })).describe("The most used first, at most 500"),
});
export type UserFacets = z.infer<typeof userFacetsSchema>;

const name = z.string().trim().min(1).max(200);
const optionalText = (max: number) => z.string().trim().max(max).transform((text) => text || null).nullable().optional();
const phone = z
  .string()
  .trim()
  .transform((text) => text.replace(/[\s().-]/g, "") || null)
  .refine((text) => text === null || /^\+[1-9]\d{6,14}$/.test(text), "+584141234567")
  .nullable()
  .optional();
const email = z.union([z.literal("").transform(() => null), z.email().max(254), z.null()]).optional();
const loginEmail = z.union([z.literal("").transform(() => null), z.email().max(254).toLowerCase(), z.null()]).optional();
const password = z.string().min(10).max(128).optional().describe("Never answered; ends the person's sessions");

const editable = {
  login_email: loginEmail,
  email,
  phone,
  phone_mobile: phone,
  address: optionalText(300),
  city: optionalText(120),
  zone: optionalText(200),
  cliente_id: z.int().positive().nullable().optional().describe("The tenant; only and always for the role cliente"),
  limits: ownLimitsSchema.optional(),
  pinned: z.array(z.enum(PINNABLE)).max(PINNABLE.length).optional(),
  password,
};

export const createUserSchema = z.strictObject({ name, role: z.enum(USER_ROLES), ...editable });
export type CreateUser = z.output<typeof createUserSchema>;

export const updateUserSchema = z
  .strictObject({ name: name.optional(), role: z.enum(USER_ROLES).optional(), active: z.boolean().optional(), ...editable })
  .refine(namesSomething, NOTHING_TO_CHANGE);
export type UpdateUser = z.output<typeof updateUserSchema>;
