// Finds a QR in what the camera sees, or in a picture; answers its text.
import { decodeQR } from "qr/decode.js";

const LONGEST_SIDE = 1280;
const PAUSE = 120; // milliseconds between two looks: a phone must not get hot

const byBrowser = async () => {
  try {
    const formats = (await globalThis.BarcodeDetector?.getSupportedFormats()) ?? [];
    return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
  } catch {
    return null;
  }
};

const drawn = (source, width, height) => {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
};

const byOurselves = (source, width, height, patience) => {
  try {
    return decodeQR(drawn(source, width, height), { timeLimit: patience });
  } catch {
    return ""; // no QR in this picture
  }
};

/** Read the QR of a picture file; an empty text where there is none. */
export const readPicture = async (file) => {
  const picture = await createImageBitmap(file);
  const found = await (await byBrowser())?.detect(picture).catch(() => []);
  return found?.[0]?.rawValue || byOurselves(picture, picture.width, picture.height, 2000);
};

export class Camera {
  constructor({ video, onText }) {
    Object.assign(this, { video, onText });
    this.stream = null;
  }

  get isOn() {
    return this.stream !== null;
  }

  async start() {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.detector = await byBrowser();
    this.look();
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = this.video.srcObject = null;
  }

  async look() {
    while (this.isOn) {
      if (this.video.readyState >= 2 && !document.hidden) {
        const text = await this.read();
        if (text && this.isOn) await this.onText(text);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  async read() {
    if (this.detector) {
      const found = await this.detector.detect(this.video).catch(() => null);
      if (found) return found[0]?.rawValue ?? "";
      this.detector = null; // it promised and cannot: never asked again
    }
    return byOurselves(this.video, this.video.videoWidth, this.video.videoHeight, 60);
  }
}
