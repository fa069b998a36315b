/** Why no SVG could be drawn of a sound graph; its message says what to do. */
export class DrawingError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DrawingError';
  }
}
