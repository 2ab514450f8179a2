const form = document.querySelector('form');
const output = document.querySelector('output');
let options = { providers: [], people: [], recent: [] };

const option = ({ value, label }, selected = false) => new Option(label, value, selected, selected);

function fill(element, choices, keep) {
    element.replaceChildren(...choices.map((choice) => option(choice, choice.value === keep)));
}

function showProvider() {
    const provider = options.providers.find(({ id }) => id === form.provider.value);
    if (!provider) return;
    fill(form.status, provider.statuses, form.status.value);
    fill(
        document.getElementById('codes'),
        provider.codes.filter(({ value }) => value),
    );
    showMessages();
}

function showMessages() {
    const again = options.recent.filter(({ provider, to }) => provider === form.provider.value && to === form.to.value);
    const seen = new Map(again.reverse().map((message) => [message.messageId, message]));
    const known = [...seen.values()].reverse().map(({ messageId, status }) => ({
        value: messageId,
        label: `${messageId.slice(0, 10)}… (${status})`,
    }));
    fill(form.messageId, [{ value: '', label: 'A new message' }, ...known], form.messageId.value);
}

async function load() {
    options = await (await fetch('/options')).json();
    fill(
        form.provider,
        options.providers.map(({ id, label }) => ({ value: id, label })),
        form.provider.value,
    );
    fill(
        document.getElementById('people'),
        options.people.map(({ name, number }) => ({ value: number, label: name })),
    );
    form.to.value ||= options.people[0]?.number ?? '';
    showProvider();
}

async function send(event) {
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ''));
    try {
        const response = await fetch('/send', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ ...fields, times: Number(fields.times ?? 1) }),
        });
        const result = await response.json();
        output.dataset.state = response.ok && result.answers.every((status) => status < 300) ? 'ok' : 'bad';
        output.textContent = response.ok
            ? `The relay answered ${result.answers.join(', ')} for message ${result.messageId}.`
            : result.message;
        await load();
        if (response.ok) form.messageId.value = result.messageId;
    } catch {
        output.dataset.state = 'bad';
        output.textContent = 'The simulator does not answer any more. Was npm start ended?';
    } finally {
        button.disabled = false;
    }
}

document.body.classList.toggle('framed', window.parent !== window);
form.provider.addEventListener('change', showProvider);
form.to.addEventListener('input', showMessages);
form.addEventListener('submit', send);
await load();
