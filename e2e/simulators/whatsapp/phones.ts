import { createHmac } from "node:crypto";
import { type BinaryNode, Curve, proto } from "@whiskeysockets/baileys";
import type { KeyPair } from "./keys";

export interface Device {
  jid: string;
  lid: string;
}

/** The phones that scan: each has a key of its account and numbers its linked devices. */
export class Phones {
  private readonly phones = new Map<string, { account: KeyPair; devices: number }>();

  /**
   * What WhatsApp sends a client whose QR a phone has scanned.
   * @param qr as the client shows it: `…#ref,noise key,identity key,secret,platform`.
   */
  pair(qr: string, phone: string, name: string): { node: BinaryNode; device: Device } {
    const [, , identity, secret] = qr.split("#").at(-1)!.split(",");
    const { account, device } = this.link(phone);
    const details = proto.ADVDeviceIdentity.encode({ rawId: 1, timestamp: Math.floor(Date.now() / 1000), keyIndex: 1, accountType: 0, deviceType: 0 }).finish();
    const signed = Buffer.concat([Buffer.from([6, 0]), details, Buffer.from(identity!, "base64")]);
    const identityOfDevice = proto.ADVSignedDeviceIdentity.encode({
      details, accountSignatureKey: account.public, accountSignature: Curve.sign(account.private, signed),
    }).finish();
    const hmac = createHmac("sha256", Buffer.from(secret!, "base64")).update(identityOfDevice).digest();
    const content = proto.ADVSignedDeviceIdentityHMAC.encode({ details: identityOfDevice, hmac }).finish();
    const children: BinaryNode[] = [
      { tag: "device-identity", attrs: {}, content },
      { tag: "device", attrs: { jid: device.jid, lid: device.lid } },
      { tag: "platform", attrs: { name: "android" } },
      { tag: "biz", attrs: { name } },
    ];
    return { node: { tag: "pair-success", attrs: {}, content: children }, device };
  }

  private link(phone: string): { account: KeyPair; device: Device } {
    const digits = phone.replace(/\D/g, "");
    const entry = this.phones.get(digits) ?? { account: Curve.generateKeyPair(), devices: 0 };
    this.phones.set(digits, entry);
    entry.devices += 1;
    return { account: entry.account, device: { jid: `${digits}:${entry.devices}@s.whatsapp.net`, lid: lidOf(`${digits}:${entry.devices}`) } };
  }
}

/** `5841…:7` → the same device under the number that hides the phone's. */
export function lidOf(userAndDevice: string): string {
  const [user, device] = userAndDevice.split(":");
  return `9${user}${device ? `:${device}` : ""}@lid`;
}
