import { describe, expect, it } from "vitest";
import { ownPath, signInPath } from "./page-path";

describe("ownPath", () => {
  it("keeps paths of this site with their query", () => {
    expect(ownPath("/jobs/bulk_1?tab=a", "/")).toBe("/jobs/bulk_1?tab=a");
  });

  it("refuses whatever a browser would take for another site", () => {
    for (const path of ["https://evil.test/", "//evil.test", "/\\evil.test", "/\t/evil.test", "javascript:alert(1)", "evil", "", null, undefined]) {
      expect(ownPath(path, "/overview")).toBe("/overview");
    }
  });

  it("never leads back to sign-in, nor to an API answer", () => {
    expect(ownPath("/sign-in?next=/jobs", "/overview")).toBe("/overview");
    expect(ownPath("/api/crm/jobs", "/overview")).toBe("/overview");
    expect(ownPath("/api-docs", "/overview")).toBe("/api-docs");
  });
});

describe("signInPath", () => {
  it("remembers where the reader was going", () => {
    expect(signInPath("/jobs?status=failed")).toBe("/sign-in?next=%2Fjobs%3Fstatus%3Dfailed");
    expect(signInPath(null)).toBe("/sign-in");
  });
});
