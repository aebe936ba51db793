import type { OpenApiDocument } from "./openapi-types";

const message = { type: "object", properties: { message: { type: "string" }, code: { type: "string" } } };

/** Signing in and out is better-auth's; described here by hand (https://www.better-auth.com/docs/authentication/email-password). */
export const AUTH_PATHS: OpenApiDocument["paths"] = {
  "/api/auth/sign-in/email": {
    post: {
      operationId: "postAuthSignInEmail",
      summary: "Sign in to the console; sets the session cookie",
      description: "For everybody, without a key.",
      tags: ["Session"],
      security: [],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: {
              type: "object",
              properties: { email: { type: "string", format: "email" }, password: { type: "string" }, rememberMe: { type: "boolean", default: true } },
              required: ["email", "password"],
            },
          },
        },
      },
      responses: {
        200: { description: "Signed in", content: { "application/json": { schema: { type: "object" } } } },
        401: { description: "E-mail or password do not fit", content: { "application/json": { schema: message } } },
        429: { description: "Too many attempts", content: { "application/json": { schema: message } } },
      },
    },
  },
  "/api/auth/sign-out": {
    post: {
      operationId: "postAuthSignOut",
      summary: "Sign out; ends the session",
      description: "For every session.",
      tags: ["Session"],
      security: [{ session: [] }],
      responses: { 200: { description: "Signed out", content: { "application/json": { schema: { type: "object", properties: { success: { type: "boolean" } } } } } } },
    },
  },
};
