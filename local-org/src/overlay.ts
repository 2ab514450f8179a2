/**
 * The object with some of its members replaced. Everything else is the object's own, called with it as `this`, so that
 * a class with private fields can be seen through an overlay too.
 */
export function overlay<T extends object>(target: T, members: Partial<T>): T {
    return new Proxy(target, {
        get(object, key) {
            const source = Object.hasOwn(members, key) ? members : object;
            const value: unknown = Reflect.get(source, key, source);
            return source === object && typeof value === 'function' ? (value.bind(object) as unknown) : value;
        },
    });
}
