package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Strand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rulings part 2, "Upgrade". */
class MigrationsTest {
    private static final Migrations.Step ONE = new Migrations.Step(1, "001_a", "create table a (v text)");
    private static final Migrations.Step TWO = new Migrations.Step(
            2, "002_b", "alter table a add column w int not null default 7; create table b (v text)");

    private TestStore store;

    @BeforeEach
    void open() {
        store = TestStore.empty();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void missingStepsAreAppliedAndDataStays() {
        assertEquals(0, new Migrations(List.of(ONE)).run(store.database()));
        store.execute("insert into a values ('old')");
        assertEquals(1, new Migrations(List.of(ONE, TWO)).run(store.database()));
        assertEquals(2, new Migrations(List.of(ONE, TWO)).run(store.database()));
        assertEquals(List.of("old 7"), store.query("select v || ' ' || w from a"));
        assertEquals(List.of("1", "2"), store.query("select version from schema_versions order by 1"));
    }

    @Test
    void newerSchemaIsRefusedWithBothVersions() {
        new Migrations(List.of(ONE, TWO)).run(store.database());
        Exception refusal = assertThrows(StoreFailure.class, () -> new Migrations(List.of(ONE)).run(store.database()));
        assertTrue(refusal.getMessage().contains("schema version 2, this program knows versions up to 1"),
                refusal.getMessage());
    }

    @Test
    void databaseMadeByAnotherTextIsRefused() {
        new Migrations(List.of(ONE)).run(store.database());
        Migrations other = new Migrations(List.of(new Migrations.Step(1, "001_a", "create table a (v int)")));
        Exception refusal = assertThrows(StoreFailure.class, () -> other.run(store.database()));
        assertTrue(refusal.getMessage().contains("made by another text of 001_a.sql"), refusal.getMessage());
    }

    @Test
    void brokenStepLeavesNothingBehind() {
        Migrations.Step wrong = new Migrations.Step(2, "002_x", "create table c (v text); no");
        Migrations broken = new Migrations(List.of(ONE, wrong));
        assertThrows(StoreFailure.class, () -> broken.run(store.database()));
        assertEquals(List.of(), store.query("select tablename from pg_tables where schemaname = 'public'"));
    }

    @Test
    void instancesThatStartTogetherApplyEachStepOnce() {
        List<Throwable> troubles = Collections.synchronizedList(new ArrayList<>());
        List<Strand> strands = new ArrayList<>();
        var done = store.world().timeline().<Integer>inbox(4);
        for (int i = 0; i < 4; i++) {
            strands.add(store.world().timeline().spawn("migrating " + i, () -> {
                try {
                    done.post(Migrations.shipped().run(store.database()));
                } catch (RuntimeException trouble) {
                    troubles.add(trouble);
                    done.post(-1);
                }
            }));
        }
        List<Integer> found = new ArrayList<>();
        strands.forEach(strand -> found.add(done.await()));
        assertEquals(List.of(), troubles);
        assertEquals(1, Collections.frequency(found, 0), "one of them found an empty database");
    }
}
