/* Finite fields that nobody else uses: what a server may come with that made its own, or that errs. */
#include "source/sim/fields.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "spec/dh_groups.h"

static const struct {
	const char *name, *p;
} made[] = {
	/* a safe prime, out of openssl dhparam */
	{ "unnamed",
	  "c3a27f1aaf8c731739b675154d66183abc7b62431cfecc569aeae57bd2271c759db9874a1b4c76ac12f9309c73e70ff49cef00eba4ff839d80a95bcc"
	  "de6569fdf54cc659041246a6573f2eda56fc0809d25ba1e3486670dfacd3536b22719bf8cd11dce14c1099fa0bcd656bf7d80bc58baa522a14a5ff94"
	  "aa8ead921fabeeed538500e0b0115448339ba448c76e3689080504bfb8bdc720f8366edd66d8a8726b44ec39c122b9302c22ed71aca8bae139751b13"
	  "d2fb66a99c561e96a109010673f4d70d12ef520f67569139bbae567b73a62f959eefdc545d8b720c321fa876812fe7d3fe4dfca17e2cf11b31d1d375"
	  "584f849588e5f976170229f27eb243d7" },
	/* the product of two primes of 1024 bits */
	{ "composite",
	  "b014e4d8cc426498e8f19b0942cb753e1ed3439cd45ceb308e883aaacf5444844d6a5193f0aede620b8b9ee89f0367360d5db1ff78f34fc288027571"
	  "0db0a2074a4bb90d3f91b2f9866a34decd36f73f6a90ba695a248be3c19bf87538320b4fdeea85e2e960af68f6fa5ef423c69eb40bcf3ace1bcd446e"
	  "90f7062a394280e57437897529ab5bd954a9eb5866ed47626376a380841a1775c0f620290e433ed3fb83e67c10dfd77d8b333cf2b68d93e7bc633de3"
	  "aa0992d4a18b4895ab722e24858b4fb4f32b5d9f7af15e1cab83d877dee819e83774a8bfb94073bed28676faa24b9e4b7b3ddb695dc08c3ceab5b88e"
	  "c9bef8a3b85b77bc6c51151c33547b01" },
};

static void take_hex(struct buf *out, const char *hex)
{
	enum status st = text_unhex(hex, out);

	assert(st == ST_OK);
	(void)st;
}

void sim_field_prime(const char *name, struct buf *p)
{
	const struct dh_group *known = dh_group_by_name(name);

	if (known) {
		take_hex(p, known->p);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(made); i++)
		if (strcmp(made[i].name, name) == 0)
			take_hex(p, made[i].p);
	assert(p->n);
}
