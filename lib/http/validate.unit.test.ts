import { describe, expect, it } from "vitest";
import { validate } from "./validate";
import { updateLeadSchema } from "@/lib/leads/schemas";
import { listUsersQuery, updateUserSchema } from "@/lib/users/schemas";

function problem(run: () => unknown) {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("it was taken");
}

describe("input that breaks a rule of the schema's own", () => {
  it.each([updateUserSchema, updateLeadSchema])("is refused in the caller's language: a change of nothing", (schema) => {
    expect(problem(() => validate(schema, {}, "es"))).toMatchObject({
      code: "invalid_request", options: { details: [{ path: "body", message: "se espera al menos un campo que cambiar" }], params: { first: "body: se espera al menos un campo que cambiar" } },
    });
    expect(problem(() => validate(schema, {}, "en"))).toMatchObject({ options: { details: [{ path: "body", message: "expected at least one field to change" }] } });
  });

  it("is refused in the caller's language: users who are only the active and none of them", () => {
    const asked = { active: "false", active_only: "true" };
    expect(problem(() => validate(listUsersQuery, asked, "es"))).toMatchObject({ options: { details: [{ path: "active", message: "active=false contradice a active_only=true" }] } });
    expect(problem(() => validate(listUsersQuery, asked, "en"))).toMatchObject({ options: { details: [{ path: "active", message: "active=false contradicts active_only=true" }] } });
    for (const active of ["true", undefined]) expect(validate(listUsersQuery, { ...asked, active }, "en")).toMatchObject({ active_only: true });
    expect(validate(listUsersQuery, { active: "false", active_only: "false" }, "en")).toMatchObject({ active: false });
  });

  it("says what is wrong without a colon before it where no field has the problem", () => {
    expect(problem(() => validate(updateUserSchema, { nombre: "Ana" }, "en"))).toMatchObject({ options: { params: { first: expect.stringMatching(/^Unrecognized key/) } } });
  });
});
