// What pages promise to scripts, beyond the browser's own types: an element that a
// script looks for is there, and is of the kind that its selector means.

/** The chart library. */
declare const echarts: any;

/** Whether a script is bundled for a report, which leaves out what needs a server. */
declare const IN_REPORT: boolean;

/** An element of a page: a field, a link, a form or a drawing, whatever was looked for. */
interface Found extends HTMLElement {
  dataset: DOMStringMap & Record<string, string>;
  value: string;
  action: string;
  valueAsNumber: number;
  name: string;
  type: string;
  min: string;
  max: string;
  checked: boolean;
  disabled: boolean;
  files: FileList | null;
  labels: NodeListOf<HTMLLabelElement>;
  elements: HTMLFormControlsCollection & Record<string, Found & Iterable<Found>>;
  form: Found;
  open: boolean;
  showModal(): void;
  close(): void;
  select(): void;
  href: string;
  width: number;
  height: number;
  ownerSVGElement: SVGSVGElement;
  r: SVGAnimatedLength;
  getContext(kind: "2d", options?: CanvasRenderingContext2DSettings): CanvasRenderingContext2D;
  getScreenCTM(): DOMMatrix;
  requestSubmit(): void;
  closest(selector: string): Found;
  parentElement: Found;
  nextElementSibling: Found;
  previousElementSibling: Found;
  firstElementChild: Found;
  children: HTMLCollectionOf<Found>;
}

/** An event, whose target is an element. */
type On<E> = E & { readonly target: Found; readonly currentTarget: Found };

interface ParentNode {
  querySelector(selector: string): Found;
  querySelectorAll(selector: string): NodeListOf<Found>;
}
interface Element extends ParentNode {
  querySelector(selector: string): Found;
  querySelectorAll(selector: string): NodeListOf<Found>;
}
interface HTMLElement {
  addEventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (event: On<HTMLElementEventMap[K]>) => unknown, options?: AddEventListenerOptions): void;
}
interface Document {
  getElementById(id: string): Found;
  querySelector(selector: string): Found;
  querySelectorAll(selector: string): NodeListOf<Found>;
  addEventListener<K extends keyof DocumentEventMap>(type: K, listener: (event: On<DocumentEventMap[K]>) => unknown, options?: AddEventListenerOptions): void;
}
declare function addEventListener<K extends keyof WindowEventMap>(type: K, listener: (event: On<WindowEventMap[K]>) => unknown, options?: AddEventListenerOptions): void;

// In browsers, and not yet in TypeScript's library.
interface FocusOptions {
  focusVisible?: boolean;
}
