#!/bin/sh
# A program is configured, compiled, tried and installed below /tmp, as most builds do.
set -e
dir=/tmp/compile
rm -rf "$dir"
mkdir "$dir"
cd "$dir"
cat > configure <<'END'
#!/bin/sh
for header in stdio.h stdlib.h string.h nosuch.h; do
  printf '#include <%s>\nint main(void) { return 0; }\n' "$header" > conftest.c
  if cc -o conftest conftest.c 2>/dev/null && ./conftest; then echo "$header yes"; fi
  rm -f conftest conftest.c
done
END
printf 'int answer(void) { return 42; }\n' > lib.c
printf 'int answer(void);\nint main(void) { return answer() != 42; }\n' > main.c
cat > Makefile <<'END'
all: main
main: main.o libanswer.so
	cc -o $@ main.o -L. -lanswer
libanswer.so: lib.o
	cc -shared -o $@ lib.o
%.o: %.c
	cc -fPIC -c -o $@.tmp $< && mv -f $@.tmp $@
check: main
	LD_LIBRARY_PATH=. ./main
install: main
	install -d out/bin out/lib
	install -s main out/bin && install libanswer.so out/lib
clean:
	rm -rf main *.o *.so out
END
sh ./configure
make -j2
make check install
make clean
cd /
rm -rf "$dir"
