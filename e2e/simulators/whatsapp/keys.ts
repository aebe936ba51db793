import { Curve, proto } from "@whiskeysockets/baileys";

export interface KeyPair {
  public: Uint8Array;
  private: Uint8Array;
}

/** The simulator's certificate authority, a pair of X25519. Anybody may know it: only a process that loads trust.ts believes it. */
export const SIMULATOR_ROOT: KeyPair = {
  private: Buffer.from("20ef41c9f5b846bcca42d836e119a864718d1fbb95f604367558d043faee9743", "hex"),
  public: Buffer.from("02eeea11b5d90daa9264635686f4cb62603240ebf0261635bce312a4eed42241", "hex"),
};

export interface Chain {
  /** Key of the server that the leaf certificate is for. */
  server: KeyPair;
  certificates: Uint8Array;
}

/** A leaf for a new server key under a new intermediate, signed by the root. */
export function issueChain(): Chain {
  const intermediate = Curve.generateKeyPair();
  const server = Curve.generateKeyPair();
  const { Details } = proto.CertChain.NoiseCertificate;
  const intermediateDetails = Details.encode({ serial: 1, issuerSerial: 0, key: intermediate.public }).finish();
  const leafDetails = Details.encode({ serial: 2, issuerSerial: 1, key: server.public }).finish();
  const certificates = proto.CertChain.encode({
    intermediate: { details: intermediateDetails, signature: Curve.sign(SIMULATOR_ROOT.private, intermediateDetails) },
    leaf: { details: leafDetails, signature: Curve.sign(intermediate.private, leafDetails) },
  }).finish();
  return { server, certificates };
}
