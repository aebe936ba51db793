import { aesDecryptGCM, aesEncryptGCM, Curve, hkdf, proto, sha256 } from "@whiskeysockets/baileys";
import type { Chain } from "./keys";

const MODE = "Noise_XX_25519_AESGCM_SHA256\0\0\0\0";
export const HEADER = Buffer.from([0x57, 0x41, 6, 3]);
const NOTHING = Buffer.alloc(0);

/** The server's side of WhatsApp's Noise XX handshake, and of the encryption after it. */
export class NoiseServer {
  private hash: Uint8Array = Buffer.from(MODE);
  private salt: Uint8Array = this.hash;
  private key: Uint8Array = this.hash;
  private counter = 0;
  private readonly ephemeral = Curve.generateKeyPair();
  private transport: { read: Uint8Array; write: Uint8Array; reads: number; writes: number } | undefined;

  constructor(private readonly chain: Chain) {}

  /** Takes the client's hello; answers the server's, to be framed. */
  hello(message: Uint8Array): Uint8Array {
    const clientEphemeral = proto.HandshakeMessage.decode(message).clientHello!.ephemeral!;
    this.mixHash(HEADER);
    this.mixHash(clientEphemeral);
    this.mixHash(this.ephemeral.public);
    this.mixKey(Curve.sharedKey(this.ephemeral.private, clientEphemeral));
    const sealedStatic = this.seal(this.chain.server.public);
    this.mixKey(Curve.sharedKey(this.chain.server.private, clientEphemeral));
    const payload = this.seal(this.chain.certificates);
    return proto.HandshakeMessage.encode({ serverHello: { ephemeral: this.ephemeral.public, static: sealedStatic, payload } }).finish();
  }

  /** Takes the client's last message of the handshake; answers who it says it is. From now on `encrypt` and `decrypt` work. */
  finish(message: Uint8Array): proto.ClientPayload {
    const { static: sealedStatic, payload } = proto.HandshakeMessage.decode(message).clientFinish!;
    const clientStatic = this.unseal(sealedStatic!);
    this.mixKey(Curve.sharedKey(this.ephemeral.private, clientStatic));
    const client = proto.ClientPayload.decode(this.unseal(payload!));
    const [read, write] = this.derive(NOTHING);
    this.transport = { read, write, reads: 0, writes: 0 };
    return client;
  }

  encrypt(plain: Uint8Array): Uint8Array {
    const transport = this.transport!;
    return aesEncryptGCM(plain, transport.write, nonce(transport.writes++), NOTHING);
  }

  decrypt(sealed: Uint8Array): Uint8Array {
    const transport = this.transport!;
    return aesDecryptGCM(sealed, transport.read, nonce(transport.reads++), NOTHING);
  }

  private mixHash(data: Uint8Array): void {
    this.hash = sha256(Buffer.concat([this.hash, data]));
  }

  private mixKey(secret: Uint8Array): void {
    [this.salt, this.key] = this.derive(secret);
    this.counter = 0;
  }

  private derive(secret: Uint8Array): [Uint8Array, Uint8Array] {
    const both = hkdf(Buffer.from(secret), 64, { salt: Buffer.from(this.salt), info: "" });
    return [both.subarray(0, 32), both.subarray(32)];
  }

  private seal(plain: Uint8Array): Uint8Array {
    const sealed = aesEncryptGCM(plain, this.key, nonce(this.counter++), this.hash);
    this.mixHash(sealed);
    return sealed;
  }

  private unseal(sealed: Uint8Array): Uint8Array {
    const plain = aesDecryptGCM(sealed, this.key, nonce(this.counter++), this.hash);
    this.mixHash(sealed);
    return plain;
  }
}

function nonce(counter: number): Uint8Array {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(counter, 8);
  return bytes;
}
