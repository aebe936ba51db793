import { describe, expect, it } from "vitest";
import { afterClose } from "./close-codes";

const paired = (code: number, failures = 1, random = 1) => afterClose({ code, isPaired: true, failures }, random);

describe("after a connection has ended", () => {
  it.each([[401, "inactive", "logged_out"], [403, "failed", "forbidden"], [419, "failed", "forbidden"]])("%i ends the session and forgets it", (code, status, reason) => {
    expect(paired(code)).toEqual({ kind: "end", end: "logged_out", status, reason });
  });

  it("408 means a lost connection for a paired session, and the last QR for another", () => {
    expect(paired(408)).toMatchObject({ kind: "reconnect", reason: "connection_lost" });
    expect(afterClose({ code: 408, isPaired: false, failures: 1 }, 1)).toEqual({ kind: "end", end: "stopped", status: "inactive", reason: "qr_ended" });
  });

  it("515 reconnects at once, but not for ever", () => {
    expect(paired(515, 3)).toMatchObject({ kind: "reconnect", afterMs: 0 });
    expect(paired(515, 4)).toMatchObject({ kind: "reconnect", afterMs: 16_000 });
  });

  it("440 waits a minute and more: somebody else holds the session", () => {
    expect([1, 2, 9].map((failures) => paired(440, failures))).toMatchObject([{ afterMs: 60_000 }, { afterMs: 120_000 }, { afterMs: 600_000 }]);
  });

  it.each([428, 503, 500, 405, 411, 499])("%i doubles its wait up to a minute, half of it by chance", (code) => {
    expect([1, 2, 3, 9].map((failures) => paired(code, failures))).toMatchObject([{ afterMs: 2_000 }, { afterMs: 4_000 }, { afterMs: 8_000 }, { afterMs: 60_000 }]);
    expect(paired(code, 3, 0)).toMatchObject({ kind: "reconnect", afterMs: 4_000 });
  });
});
