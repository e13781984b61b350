/**
 * The one script of a report: filters, sorting and pages of tables, copy buttons, and long lists folded. What it makes
 * rows of is markup that the report wrote itself, with every text in it escaped; nothing that a person types gets there.
 */
export const SCRIPT = `
'use strict';
(() => {
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const FEW = 12;
  const PAGE = 100;
  const order = new Intl.Collator('en', { numeric: true });
  const figures = new Intl.NumberFormat('en');

  /** A row is { element } or { cells }: markup from a block of data, of which an element is made when it is shown. */
  function rowsOf(table, block) {
    const heads = [...table.tHead.rows[0].cells];
    const opening = heads.map((head) => (head.classList.contains('n') ? '<td class="n">' : '<td>'));
    const rows = [...table.tBodies[0].rows].map((element) => ({ element }));
    if (block) for (const cells of JSON.parse(block.textContent)) rows.push({ cells });
    const shown = (cell) => (typeof cell === 'string' ? cell : cell[0]);
    const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#96;': '\x60' };
    const plain = (html) => html.replace(/<[^>]*>/g, '').replace(/&[^;]{2,4};/g, (found) => entities[found] ?? found);
    return {
      rows,
      element(row) {
        if (!row.element) {
          row.element = document.createElement('tr');
          row.element.innerHTML = row.cells.map((cell, at) => opening[at] + shown(cell) + '</td>').join('');
        }
        return row.element;
      },
      text(row) {
        row.text ??= (row.cells ? plain(row.cells.map(shown).join(' ')) : row.element.textContent).toLowerCase();
        return row.text;
      },
      key(row, at) {
        if (row.cells && typeof row.cells[at] !== 'string') return row.cells[at][1];
        const cell = row.cells ? undefined : row.element.cells[at];
        if (cell?.dataset.s !== undefined) return Number(cell.dataset.s);
        const text = cell ? cell.textContent : plain(row.cells[at]);
        return heads[at].classList.contains('n') ? Number(text.replace(/,/g, '')) : text;
      },
    };
  }

  /** Filter, sorting and pages; what is data is read when it is first of use. */
  function addTools(table) {
    const body = table.tBodies[0];
    const block = table.parentElement.nextElementSibling?.matches('script') ? table.parentElement.nextElementSibling : undefined;
    const total = block ? Number(block.nextElementSibling.dataset.rows) : body.rows.length;
    if (total < 2) return;
    const size = block ? PAGE : total;
    let known, matched, page = 0, words = [];
    const all = () => (known ??= rowsOf(table, block));
    const chosen = () => (matched ??= words.length === 0 ? all().rows.slice() : all().rows.filter((row) => words.every((word) => all().text(row).includes(word))));
    const told = [];
    const tell = () => {
      const count = words.length === 0 ? total : chosen().length;
      const first = page * size;
      const of = words.length === 0 ? '' : (count === 1 ? ' that matches of ' : ' that match of ') + figures.format(total);
      const range = count > size ? figures.format(first + 1) + '-' + figures.format(Math.min(first + size, count)) + ' of ' : '';
      told.forEach(({ output, back, next }) => {
        output.textContent = range + figures.format(count) + (count === 1 ? ' row' : ' rows') + of;
        if (!back) return;
        back.hidden = next.hidden = count <= size;
        back.disabled = page === 0;
        next.disabled = first + size >= count;
      });
    };
    const show = () => {
      const { element } = all();
      body.replaceChildren(...chosen().slice(page * size, (page + 1) * size).map(element));
      tell();
    };
    const turn = (by) => { page += by; show(); };

    const tools = (place) => {
      const output = make('output', {});
      const bar = make('div', { className: 'tools' });
      const part = { output };
      if (block) {
        part.back = make('button', { type: 'button', className: 'act', textContent: 'Back', disabled: true });
        part.next = make('button', { type: 'button', className: 'act', textContent: 'Next' });
        for (const [button, by] of [[part.back, -1], [part.next, 1]]) {
          button.setAttribute('aria-label', button.textContent + ': ' + table.getAttribute('aria-label'));
          button.addEventListener('click', () => {
            turn(by);
            if (place === 'after') table.scrollIntoView({ block: 'start' });
          });
        }
        bar.append(part.back, part.next);
      }
      told.push(part);
      bar.append(output);
      table.parentElement[place](bar);
      return bar;
    };
    if (total >= FEW) {
      const input = make('input', { type: 'search', placeholder: 'Filter: words, all of them' });
      input.setAttribute('aria-label', 'Filter ' + table.getAttribute('aria-label'));
      input.addEventListener('input', () => {
        words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
        matched = undefined;
        page = 0;
        show();
      });
      tools('before').prepend(input);
      if (block) tools('after');
      tell();
    }
    [...table.tHead.rows[0].cells].forEach((head, at, heads) => {
      const button = make('button', { type: 'button', textContent: head.textContent });
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const { rows, key } = all();
        const keys = new Map(rows.map((row) => [row, key(row, at)]));
        rows.sort((one, other) => {
          const [a, b] = [keys.get(one), keys.get(other)];
          return (typeof a === 'number' ? a - b : order.compare(a, b)) * (down ? -1 : 1);
        });
        matched = undefined;
        page = 0;
        show();
      });
    });
    const paper = Number(table.dataset.paper);
    addEventListener('beforeprint', () => {
      if (!known && !block) return;
      const { rows, element } = all();
      body.replaceChildren(...rows.slice(0, paper).map(element));
      if (total > paper) table.parentElement.dataset.more = 'And ' + figures.format(total - paper) + ' more rows on the screen.';
    });
    addEventListener('afterprint', () => { if (known) show(); });
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

  document.querySelectorAll('table').forEach(addTools);
  document.querySelectorAll('pre').forEach(addCopy);
  addFolding();
})();
`
