import { z } from "zod";

export const MIN_PASSWORD_LENGTH = 10;

export const customerSignInSchema = z.strictObject({
  identity: z.string().trim().min(1).max(40),
  password: z.string().min(1).max(200),
});
export type CustomerSignIn = z.infer<typeof customerSignInSchema>;

export const signedInSchema = z.object({
  success: z.literal(true),
  next: z.enum(["account", "choose_password"]).describe("choose_password: POST /api/account/password with the cookie that came with this"),
});

export const choosePasswordSchema = z.strictObject({ password: z.string().min(MIN_PASSWORD_LENGTH).max(200) });

export const accountSchema = z.object({
  success: z.literal(true),
  name: z.string(),
  code: z.string().nullable(),
  identity: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  phone_mobile: z.string().nullable(),
  address: z.string().nullable(),
  city: z.string().nullable(),
  zone: z.string().nullable(),
  updated_at: z.iso.datetime(),
});
export type Account = z.infer<typeof accountSchema>;
