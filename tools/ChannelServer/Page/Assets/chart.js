// One field over time on a canvas: a line that breaks at gaps, a dot for a lone value, lanes for status bits.
import { timeAxis, valueAxis } from "./axis.js";
import { clockSecondsText, clockText, dayText, decimalsOf, fixed, fullText, lengthText, numberOf } from "./format.js";
import { nearest } from "./series.js";
import { BITS, lanesOf } from "./bits.js";

const TOP = 10, RIGHT = 10, BOTTOM = 22;

export class Chart {
  #field; #column; #canvas; #tip; #latest; #range; #rows = []; #values = []; #gapMs = Infinity; #fromMs = 0; #toMs = 1; #hover = null; #queued = false; #decimals = 0; #left = 44; #barColumn; #averageMs = 0; #cursor;

  /** A chart of a field; barIndex: the field that is its error bar, or -1. */
  constructor(field, index, barIndex = -1) {
    this.#barColumn = barIndex < 0 ? -1 : 2 + barIndex;
    this.#field = field;
    this.#column = 2 + index;
    this.element = document.createElement("article");
    this.element.className = "card field";
    this.element.style.setProperty("--line-color", `var(--c${index + 1})`);
    const header = document.createElement("header");
    const heading = document.createElement("h3");
    heading.textContent = field.name;
    this.#latest = document.createElement("p");
    this.#latest.className = "latest";
    header.append(heading, this.#latest);
    this.#range = document.createElement("p");
    this.#range.className = "range";
    const plot = document.createElement("div");
    plot.className = "plot";
    this.#canvas = document.createElement("canvas");
    this.#canvas.setAttribute("role", "img");
    this.#tip = document.createElement("div");
    this.#tip.className = "tip";
    this.#tip.hidden = true;
    this.#cursor = document.createElement("div");
    this.#cursor.className = "cursor";
    this.#cursor.tabIndex = 0;
    for (const [name, value] of [["role", "slider"], ["aria-label", `${field.name}, value at a time`], ["aria-valuemin", "0"], ["aria-valuemax", "0"], ["aria-valuenow", "0"], ["aria-valuetext", "No values"]]) this.#cursor.setAttribute(name, value);
    plot.append(this.#canvas, this.#cursor, this.#tip);
    this.element.append(header, this.#range, plot);
    plot.addEventListener("pointermove", event => this.#point(event.offsetX));
    plot.addEventListener("pointerdown", event => this.#point(event.offsetX));
    plot.addEventListener("pointerleave", () => this.#point(null));
    this.#cursor.addEventListener("focus", () => { if (this.#hover === null && this.#cursor.matches(":focus-visible")) this.#select(this.#rows.length - 1); });
    this.#cursor.addEventListener("blur", () => this.#select(-1));
    this.#cursor.addEventListener("keydown", event => this.#key(event));
    new ResizeObserver(() => this.redraw()).observe(plot);
  }

  /** Shows rows in a span of time; newest is the last entry of the channel, where there is one; averageMs: each row is a mean of so long, 0: an entry. */
  show(rows, newest, fromMs, toMs, gapMs, averageMs) {
    // What the reader points at stays the same row when others come.
    const pointedMs = this.#hover === null ? null : this.#rows[this.#hover]?.[1] ?? null;
    this.#rows = rows;
    this.#averageMs = averageMs;
    this.#gapMs = gapMs;
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    this.element.classList.toggle("empty", rows.length === 0);
    this.#values = rows.map(row => numberOf(row[this.#column]));
    const text = newest?.[this.#column] ?? null;
    const value = numberOf(text);
    this.#decimals = text !== null && value !== null ? decimalsOf(text) : this.#mostDecimals();
    this.#latest.classList.toggle("none", text === null);
    this.#latest.replaceChildren(text === null ? "–" : value === null || this.#isBits ? text : fixed(value, decimalsOf(text)));
    if (this.#field.unit && text !== null) {
      const unit = document.createElement("span");
      unit.className = "unit";
      unit.textContent = this.#field.unit;
      this.#latest.append(unit);
    }
    const summary = this.#isBits ? this.#bitSummary() : this.#rangeSummary();
    this.#range.textContent = summary;
    this.#canvas.setAttribute("aria-label", `${this.#field.name}: latest ${this.#latest.textContent}. ${summary}`);
    this.#cursor.setAttribute("aria-valuemax", String(Math.max(0, rows.length - 1)));
    this.#hover = pointedMs === null || rows.length === 0 ? null : nearest(rows, pointedMs);
    this.#describe(this.#hover ?? rows.length - 1);
    this.redraw();
  }

  // Arrows go from row to row, Page Up and Page Down by a tenth of them.
  #key(event) {
    const last = this.#rows.length - 1, at = this.#hover ?? last, page = Math.max(1, Math.round(last / 10));
    const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageDown: at - page, PageUp: at + page, Home: 0, End: last, Escape: -1 }[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.#select(event.key === "Escape" ? -1 : Math.min(Math.max(to, 0), last));
  }

  #describe(index) {
    const row = this.#rows[index];
    this.#cursor.setAttribute("aria-valuenow", String(Math.max(0, index)));
    this.#cursor.setAttribute("aria-valuetext", row === undefined ? "No values" : `${fullText(row[1])}: ${this.#textOf(row)}`);
  }

  #textOf(row) {
    const text = row[this.#column];
    const value = text === null ? "no value" : this.#isBits ? this.#bitNames(Number(text)) : `${text} ${this.#field.unit}`.trim();
    return this.#averageMs > 0 && text !== null && !this.#isBits ? `${value}, mean of ${lengthText(this.#averageMs)}` : value;
  }

  /** Draws at the next frame, once however often it is asked for. */
  redraw() {
    if (this.#queued) return;
    this.#queued = true;
    requestAnimationFrame(() => {
      this.#queued = false;
      this.#draw();
    });
  }

  get #isBits() { return this.#field.role === "StatusBits"; }

  #mostDecimals() {
    return this.#rows.slice(-50).reduce((most, row) => Math.max(most, numberOf(row[this.#column]) === null ? 0 : decimalsOf(row[this.#column])), 0);
  }

  #rangeSummary() {
    let least = Infinity, most = -Infinity, count = 0;
    for (const value of this.#values) {
      if (value === null) continue;
      count++;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (count === 0) return this.#rows.length === 0 ? "" : "No values in this span";
    if (count === 1) return "One value in this span";
    const unit = this.#field.unit ? " " + this.#field.unit : "";
    return `${fixed(least, this.#decimals)} to ${fixed(most, this.#decimals)}${unit} in this span${this.#truthSummary()}`;
  }

  #truthSummary() {
    const truth = this.#truths.findLast(value => value !== null);
    return truth === undefined ? "" : `; dashed: the truth, now ${fixed(truth, 1)} %`;
  }

  #bitSummary() {
    const seen = this.#values.reduce((bits, value) => bits | (value ?? 0), 0);
    if (this.#values.every(value => value === null)) return this.#rows.length === 0 ? "" : "No values in this span";
    const names = BITS.filter(bit => seen & bit.mask).map(bit => bit.lane.toLowerCase());
    return names.length === 0 ? "No bit set in this span" : `Set in this span: ${names.join(", ")}`;
  }

  #x(ms) { return this.#left + (ms - this.#fromMs) / (this.#toMs - this.#fromMs) * (this.#canvas.clientWidth - this.#left - RIGHT); }

  #draw() {
    const width = this.#canvas.clientWidth, height = this.#canvas.clientHeight, ratio = devicePixelRatio || 1;
    if (width === 0) return;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    const style = getComputedStyle(this.element), color = name => style.getPropertyValue(name).trim();
    const context = this.#canvas.getContext("2d");
    context.scale(ratio, ratio);
    context.font = `11px ${style.fontFamily}`;
    const colors = { line: color("--line-color"), grid: color("--line"), soft: color("--soft"), text: color("--text"), card: color("--card") };
    if (this.#values.every(value => value === null)) {
      this.#drawEmpty(context, width, height, colors);
    } else if (this.#isBits) {
      this.#drawBits(context, width, height, colors);
    } else {
      this.#drawLine(context, width, height, colors);
    }
  }

  #drawEmpty(context, width, height, colors) {
    context.strokeStyle = colors.grid;
    context.setLineDash([4, 4]);
    context.strokeRect(0.5, 0.5, width - 1, height - 1);
    context.setLineDash([]);
    context.fillStyle = colors.soft;
    context.textAlign = "center";
    context.fillText(this.#rows.length === 0 ? "No values yet" : "No values in this span", width / 2, height / 2 + 4);
  }

  #drawTimes(context, width, height, colors) {
    const { ticks, step } = timeAxis(this.#fromMs, this.#toMs, Math.max(7, Math.floor((width - this.#left) / 62)));
    const labels = [];
    context.fillStyle = colors.soft;
    context.textAlign = "center";
    let free = this.#left - 12;
    for (const tick of ticks) {
      const x = this.#x(tick), midnight = new Date(tick).getHours() === 0 && new Date(tick).getMinutes() === 0;
      const text = step >= 86400000 || (midnight && step >= 3600000) ? dayText(tick) : step < 60000 ? clockSecondsText(tick) : clockText(tick);
      const half = context.measureText(text).width / 2;
      if (x - half < free || x + half > width) continue;
      context.fillText(text, x, height - 6);
      labels.push(text);
      free = x + half + 8;
    }
    this.#canvas.dataset.times = labels.join("|");
  }

  // A cell that was charged beyond its rating is full: a state of charge ends where its error bar does, and so does the axis.
  get #truths() {
    if (this.#field.role !== "StateOfCharge") return [];
    return this.#rows.map(({ truth }) => typeof truth === "number" ? Math.min(Math.max(truth, 0), 100) : null);
  }

  #drawLine(context, width, height, colors) {
    let least = Infinity, most = -Infinity;
    const truths = this.#truths;
    const bars = this.#bars;
    for (const value of [...this.#values, ...truths, ...bars.flat()]) {
      if (value === null) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    const axis = valueAxis(least, most, 4, 10 ** -this.#decimals);
    const labels = axis.ticks.map(tick => fixed(tick, axis.decimals));
    this.#canvas.dataset.levels = labels.join("|");
    this.#left = Math.ceil(Math.max(...labels.map(label => context.measureText(label).width))) + 10;
    const bottom = height - BOTTOM, y = value => bottom - (value - axis.from) / (axis.to - axis.from) * (bottom - TOP);
    context.lineWidth = 1;
    context.strokeStyle = colors.grid;
    context.fillStyle = colors.soft;
    context.textAlign = "right";
    axis.ticks.forEach((tick, k) => {
      const at = Math.round(y(tick)) + 0.5;
      context.beginPath();
      context.moveTo(this.#left, at);
      context.lineTo(width - RIGHT, at);
      context.stroke();
      context.fillText(labels[k], this.#left - 6, at + 4);
    });
    this.#drawTimes(context, width, height, colors);
    this.#fillBars(context, y, bars, colors);
    this.#strokeTruth(context, y, truths, colors);
    this.#strokeValues(context, y, colors);
    if (this.#hover !== null) this.#drawHover(context, y, bottom, colors);
  }

  // The lower and the upper end of the error bar of each row, null where it is not known.
  get #bars() {
    if (this.#barColumn < 0) return [[], []];
    const ends = sign => this.#rows.map((row, k) => {
      const bar = numberOf(row[this.#barColumn]);
      return bar === null || this.#values[k] === null ? null : Math.min(Math.max(this.#values[k] + sign * bar, 0), 100);
    });
    return [ends(-1), ends(1)];
  }

  #fillBars(context, y, [low, high], colors) {
    const area = new Path2D();
    for (let k = 0; k < low.length; k++) {
      let end = k;
      while (low[k] !== null && this.#joins(end) && low[end + 1] !== null) end++;
      if (end === k) continue;
      area.moveTo(this.#x(this.#rows[k][1]), y(high[k]));
      for (let at = k + 1; at <= end; at++) area.lineTo(this.#x(this.#rows[at][1]), y(high[at]));
      for (let at = end; at >= k; at--) area.lineTo(this.#x(this.#rows[at][1]), y(low[at]));
      area.closePath();
      k = end;
    }
    context.globalAlpha = 0.18;
    context.fillStyle = colors.line;
    context.fill(area);
    context.globalAlpha = 1;
  }

  #strokeTruth(context, y, truths, colors) {
    const line = new Path2D();
    let joined = false;
    truths.forEach((truth, k) => {
      if (truth === null) { joined = false; return; }
      const x = this.#x(this.#rows[k][1]), at = y(truth);
      if (joined) line.lineTo(x, at); else line.moveTo(x, at);
      joined = this.#rows[k + 1] !== undefined && this.#rows[k + 1][1] - this.#rows[k][1] <= this.#gapMs;
    });
    context.strokeStyle = colors.text;
    context.lineWidth = 1.2;
    context.setLineDash([5, 4]);
    context.stroke(line);
    context.setLineDash([]);
  }

  // Where many rows share a pixel column, the line goes through their mean, and a band behind it shows the lowest and the highest.
  #strokeValues(context, y, colors) {
    context.strokeStyle = colors.line;
    context.fillStyle = colors.line;
    context.lineJoin = "round";
    context.lineCap = "round";
    const rows = this.#rows, values = this.#values, line = new Path2D(), band = new Path2D(), lone = [];
    let previous = -1, k = 0;
    while (k < rows.length) {
      if (values[k] === null) { k++; previous = -1; continue; }
      const column = Math.floor(this.#x(rows[k][1]));
      let end = k, least = values[k], most = values[k], sum = values[k];
      while (this.#joins(end) && Math.floor(this.#x(rows[end + 1][1])) === column) {
        const value = values[++end];
        if (value < least) least = value;
        if (value > most) most = value;
        sum += value;
      }
      const starts = previous < 0 || !this.#joins(previous), x = (this.#x(rows[k][1]) + this.#x(rows[end][1])) / 2, at = y(sum / (end - k + 1));
      if (starts) line.moveTo(x, at); else line.lineTo(x, at);
      if (starts && !this.#joins(end)) lone.push([x, at]);
      if (end > k) band.rect(column, y(most), 1, y(least) - y(most));
      previous = end;
      k = end + 1;
    }
    context.globalAlpha = 0.3;
    context.fill(band);
    context.globalAlpha = 1;
    context.lineWidth = 1.6;
    context.stroke(line);
    for (const [x, at] of lone) this.#dot(context, x, at, rows.length === 1 ? 4 : 2);
  }

  /** Whether a line goes on from row k to the next one. */
  #joins(k) {
    return k + 1 < this.#rows.length && this.#values[k + 1] !== null && this.#rows[k + 1][1] - this.#rows[k][1] <= this.#gapMs;
  }

  #dot(context, x, y, radius) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }

  #drawHover(context, y, bottom, colors) {
    const x = this.#x(this.#rows[this.#hover][1]), value = this.#values[this.#hover];
    context.strokeStyle = colors.soft;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, TOP);
    context.lineTo(x, bottom);
    context.stroke();
    if (value === null || !y) return;
    context.fillStyle = colors.card;
    this.#dot(context, x, y(value), 5.5);
    context.fillStyle = colors.line;
    this.#dot(context, x, y(value), 4);
  }

  #drawBits(context, width, height, colors) {
    const rows = this.#rows, values = this.#values;
    const lanes = lanesOf(values.reduce((bits, value) => bits | (value ?? 0), 0));
    this.#left = Math.ceil(Math.max(...lanes.map(bit => context.measureText(bit.lane).width))) + 10;
    const bottom = height - BOTTOM, lane = (bottom - TOP) / lanes.length;
    lanes.forEach((bit, index) => {
      const top = TOP + index * lane;
      context.fillStyle = colors.soft;
      context.textAlign = "right";
      context.fillText(bit.lane, this.#left - 8, top + lane / 2 + 4);
      context.fillStyle = colors.grid;
      context.fillRect(this.#left, Math.round(top + lane / 2), width - RIGHT - this.#left, 1);
      context.fillStyle = colors.line;
      for (let k = 0; k < rows.length; k++) {
        if (values[k] === null || !(values[k] & bit.mask)) continue;
        let end = k;
        while (this.#joins(end) && values[end + 1] & bit.mask) end++;
        const from = this.#x(rows[k][1]);
        context.fillRect(from - 1, top + lane * 0.2, Math.max(3, this.#x(rows[end][1]) - from + 2), lane * 0.6);
        k = end;
      }
    });
    this.#drawTimes(context, width, height, colors);
    if (this.#hover !== null) this.#drawHover(context, null, bottom, colors);
  }

  #point(offsetX) {
    const width = this.#canvas.clientWidth;
    const ms = offsetX === null ? null : this.#fromMs + (offsetX - this.#left) / (width - this.#left - RIGHT) * (this.#toMs - this.#fromMs);
    this.#select(ms === null || this.#rows.length === 0 ? -1 : nearest(this.#rows, ms));
  }

  #select(index) {
    const width = this.#canvas.clientWidth;
    this.#hover = index < 0 ? null : index;
    this.#describe(index < 0 ? this.#rows.length - 1 : index);
    this.#tip.hidden = this.#hover === null;
    if (this.#hover !== null) {
      const row = this.#rows[this.#hover], value = document.createElement("b");
      value.textContent = this.#textOf(row);
      this.#tip.replaceChildren(value, fullText(row[1]));
      const x = this.#x(row[1]), half = this.#tip.offsetWidth / 2;
      this.#tip.style.left = `${Math.min(Math.max(x - half, 0), width - 2 * half)}px`;
      this.#tip.style.top = `${-this.#tip.offsetHeight + 4}px`;
    }
    this.redraw();
  }

  #bitNames(bits) {
    return BITS.filter(bit => bits & bit.mask).map(bit => bit.lane).join(", ") || "no bit set";
  }
}

/** What the charts show in words, for the hint above them. */
export const averageHint = ms => `Each point is the average of ${lengthText(ms)}; the newest values and exports are single entries.`;
