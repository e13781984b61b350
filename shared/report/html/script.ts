/**
 * The one script of a report, which only adds to what is there: filters and sorting on tables, copy buttons, and long
 * lists folded. It reads and moves what the page holds and makes no markup of it.
 */
export const SCRIPT = `
'use strict';
(() => {
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const FEW = 12;

  function addFilter(table) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    if (rows.length < FEW) return;
    const input = make('input', { type: 'search', placeholder: 'Filter: words, all of them' });
    input.setAttribute('aria-label', 'Filter ' + table.getAttribute('aria-label'));
    const count = make('output', { textContent: rows.length + ' rows' });
    const tools = make('div', { className: 'tools' });
    tools.append(input, count);
    table.parentElement.before(tools);
    let texts;
    input.addEventListener('input', () => {
      texts ??= rows.map((row) => row.textContent.toLowerCase());
      const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, at) => {
        const match = words.every((word) => texts[at].includes(word));
        row.hidden = !match;
        if (match) shown += 1;
      });
      count.textContent = shown === rows.length ? rows.length + ' rows' : shown + ' of ' + rows.length + ' rows';
    });
  }

  function addSorting(table) {
    const body = table.tBodies[0];
    if (body.rows.length < 2) return;
    const heads = [...table.tHead.rows[0].cells];
    const order = new Intl.Collator('en', { numeric: true });
    heads.forEach((head, at) => {
      const button = make('button', { type: 'button', textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const isNumber = head.classList.contains('n');
        const keyed = [...body.rows].map((row) => {
          const cell = row.cells[at];
          const own = cell.dataset.s;
          return { row, key: own !== undefined ? Number(own) : isNumber ? Number(cell.textContent.replace(/,/g, '')) : cell.textContent };
        });
        keyed.sort((a, b) => (typeof a.key === 'number' ? a.key - b.key : order.compare(a.key, b.key)) * (down ? -1 : 1));
        body.append(...keyed.map((one) => one.row));
      });
    });
  }

  function addCopy(pre) {
    const button = make('button', { type: 'button', className: 'act', textContent: 'Copy commands' });
    button.addEventListener('click', async () => {
      let copied = false;
      try {
        await navigator.clipboard.writeText(pre.textContent);
        copied = true;
      } catch {
        getSelection().selectAllChildren(pre);
        copied = document.execCommand('copy');
      }
      button.textContent = copied ? 'Copied' : 'Selected: copy with Ctrl+C';
    });
    pre.before(button);
  }

  function addFolding() {
    const all = [...document.querySelectorAll('details')];
    const long = all.filter((one) => one.classList.contains('long'));
    long.forEach((one) => { one.open = false; });
    const nav = document.querySelector('nav');
    const toggle = make('button', { type: 'button', className: 'act', textContent: 'Open all' });
    let open = false;
    toggle.addEventListener('click', () => {
      open = !open;
      all.forEach((one) => { one.open = open; });
      toggle.textContent = open ? 'Fold all' : 'Open all';
    });
    if (all.length > 0) nav.append(toggle);
    addEventListener('beforeprint', () => all.forEach((one) => { one.open = true; }));
    addEventListener('hashchange', showTarget);
    showTarget();
  }

  function showTarget() {
    const found = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (found instanceof HTMLDetailsElement) { found.open = true; found.scrollIntoView(); }
  }

  for (const table of document.querySelectorAll('table')) { addFilter(table); addSorting(table); }
  document.querySelectorAll('pre').forEach(addCopy);
  addFolding();
})();
`
