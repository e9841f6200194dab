// The chart: columns by day in the colours of the page, walked with the arrow keys and told aloud.
import { formatDay, formatMoney, formatTick } from "./usage-data.js";
import { text } from "./words.js";

const LONG = { weekday: "long", day: "numeric", month: "long" };
const SHORT = { day: "numeric", month: "short" };
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const dark = window.matchMedia("(prefers-color-scheme: dark)");

let library = null;

// The library comes after the numbers: nothing waits for it.
function load(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve(window.Chart));
    script.addEventListener("error", () => reject(new Error("no chart")));
    document.head.append(script);
  });
  return library;
}

const colour = (name) =>
  window.getComputedStyle(document.documentElement).getPropertyValue(`--own-${name}`).trim();

export class UsageChart {
  constructor({ canvas, legend, said, problem, address, lang }) {
    Object.assign(this, { canvas, legend, said, problem, address, lang });
    this.chart = null;
    this.at = -1;
    this.days = [];
    this.series = [];
    canvas.addEventListener("keydown", (event) => this.#key(event));
    canvas.addEventListener("blur", () => this.#point(-1));
    dark.addEventListener("change", () => this.#draw());
  }

  async show(days, series, label) {
    Object.assign(this, { days, series, at: -1 });
    this.said.textContent = "";
    this.canvas.setAttribute("aria-label", label);
    this.legend.replaceChildren(...series.map((one) => this.#entry(one)));
    try {
      this.Chart = await load(this.address);
    } catch {
      this.problem.textContent = text("chart_missing");
      this.problem.hidden = false;
      this.canvas.hidden = true;
      return;
    }
    if (this.days === days) {
      this.#draw();
    }
  }

  #entry(one) {
    const entry = document.createElement("li");
    const swatch = document.createElement("span");
    swatch.className = `swatch n${one.colour}`;
    entry.append(swatch, one.name);
    return entry;
  }

  #draw() {
    if (!this.Chart) {
      return;
    }
    const datasets = this.series.map((one) => ({
      label: one.name,
      data: one.costs.map((micro) => micro / 1e6),
      backgroundColor: colour(`chart-${one.colour}`),
      hoverBackgroundColor: colour(`chart-${one.colour}`),
      borderColor: colour("bg"),
      hoverBorderColor: colour("ink"),
      borderWidth: { top: this.days.length > 92 ? 0 : 1 },
      maxBarThickness: 48,
    }));
    const labels = this.days.map((day) => formatDay(day, this.lang, SHORT));
    if (this.chart) {
      this.chart.data = { labels, datasets };
      this.chart.options = this.#options();
      this.chart.update();
    } else {
      this.chart = new this.Chart(this.canvas, {
        type: "bar",
        data: { labels, datasets },
        options: this.#options(),
      });
    }
  }

  #options() {
    const ticks = { color: colour("quiet"), maxRotation: 0, autoSkipPadding: 12 };
    const toMicro = (value) => Math.round(value * 1e6);
    const money = (value) => formatMoney(toMicro(value), this.lang);
    const tick = (value, _, [first, second = first]) =>
      formatTick(toMicro(value), toMicro(second.value - first.value), this.lang);
    return {
      responsive: true,
      maintainAspectRatio: false,
      animation: still.matches ? false : { duration: 200 },
      interaction: { mode: "index", intersect: false },
      scales: {
        x: { stacked: true, ticks, grid: { display: false }, border: { color: colour("edge") } },
        y: {
          stacked: true,
          beginAtZero: true,
          ticks: { ...ticks, maxTicksLimit: 5, callback: tick },
          grid: { color: colour("line") },
          border: { display: false },
        },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          backgroundColor: colour("ink"),
          titleColor: colour("bg"),
          bodyColor: colour("bg"),
          footerColor: colour("bg"),
          filter: (item) => item.raw !== 0,
          itemSort: (one, other) => other.datasetIndex - one.datasetIndex,
          callbacks: {
            title: ([item]) => (item ? formatDay(this.days[item.dataIndex], this.lang, LONG) : ""),
            label: (item) => ` ${text("chart_part", { name: item.dataset.label, cost: money(item.raw) })}`,
            footer: (items) => money(items.reduce((sum, item) => sum + item.raw, 0)),
          },
        },
      },
    };
  }

  #key(event) {
    const last = this.days.length - 1;
    const next = {
      ArrowLeft: this.at < 0 ? last : Math.max(0, this.at - 1),
      ArrowRight: Math.min(last, this.at + 1),
      Home: 0,
      End: last,
      Escape: -1,
    }[event.key];
    if (next !== undefined && last >= 0 && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      this.#point(next);
    }
  }

  // Show a day as if the pointer was there, and say it; -1 is no day.
  #point(at) {
    if (at === this.at) {
      return;
    }
    this.at = at;
    this.said.textContent = at < 0 ? "" : this.#say(at);
    if (this.chart) {
      const active = at < 0 ? [] : this.series.map((_, datasetIndex) => ({ datasetIndex, index: at }));
      this.chart.setActiveElements(active);
      this.chart.tooltip.setActiveElements(active, { x: 0, y: 0 });
      this.chart.update("none");
    }
  }

  #say(at) {
    const micro = (one) => one.costs[at];
    const all = this.series.reduce((sum, one) => sum + micro(one), 0);
    const day = formatDay(this.days[at], this.lang, LONG);
    const parts = this.series
      .filter((one) => micro(one) !== 0)
      .map((one) => text("chart_part", { name: one.name, cost: formatMoney(micro(one), this.lang) }));
    const whole = text("chart_day", { day, cost: formatMoney(all, this.lang) });
    return parts.length > 0 ? `${whole}: ${parts.join(", ")}` : whole;
  }
}
